"""Where `bysans run` listens: it says so in its data folder, so that commands find the service by that folder alone."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = "running.json"


@contextmanager
def told(folder: Path, *, http: str, mqtt: str) -> Iterator[None]:
    """Let the data folder say for the block's time that this process listens there (HOST:PORT each)."""
    file = folder / FILE
    file.write_text(json.dumps({"pid": os.getpid(), "http": http, "mqtt": mqtt}), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def listening(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the settings of where the folder's `bysans run` listens; none where no such process runs."""
    try:
        said = json.loads((folder / FILE).read_text(encoding="utf-8"))
        if sys.platform != "win32":  # there it would send Ctrl-C
            os.kill(int(said["pid"]), 0)
        return {"http": {"listen": str(said["http"])}, "broker": {"listen": str(said["mqtt"])}}
    except (OSError, ValueError, OverflowError, KeyError, TypeError):
        return {}
