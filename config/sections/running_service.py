"""What `bysans run` tells in its data folder: where it listens, so that commands find it there, and whether a simulated town sends."""

import json
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FILE = "running.json"
_NOT_TOLD = (OSError, ValueError, OverflowError, KeyError, TypeError)


@contextmanager
def told(folder: Path, *, http: str, mqtt: str, simulated_town: bool) -> Iterator[None]:
    """Let the data folder say for the block's time that this process listens there (HOST:PORT each), and whether it starts a town."""
    file = folder / FILE
    file.write_text(json.dumps({"pid": os.getpid(), "http": http, "mqtt": mqtt, "simulated_town": simulated_town}), encoding="utf-8")
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def listening(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """Return the settings of where the folder's `bysans run` listens; none where no such process runs."""
    try:
        said = _said(folder)
        return {"http": {"listen": str(said["http"])}, "broker": {"listen": str(said["mqtt"])}}
    except _NOT_TOLD:
        return {}


def has_simulated_town(folder: Path) -> bool:
    """Return whether the folder's `bysans run` runs now, and starts a simulated town."""
    try:
        return _said(folder)["simulated_town"] is True
    except _NOT_TOLD:
        return False


def _said(folder: Path) -> Mapping[str, Any]:
    """Return what a process said that still runs. Raises one of `_NOT_TOLD`."""
    said: Mapping[str, Any] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    if sys.platform != "win32":  # there it would send Ctrl-C
        os.kill(int(said["pid"]), 0)
    return said
