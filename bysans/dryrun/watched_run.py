"""A run that somebody began on the page: it gives way to the service, shows that it lives, and ends when it is called off.

All of that lies in its folder, so that neither needs the API process that began it.
"""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from threading import Thread

from api.dryrun.run_files import ALIVE, CANCEL, EVERY_S, FAILED, LONGEST_S
from api.table_import.problems import TableError
from config.toml_file import ConfigError

_NICER = 10
_MEMORY = 2 << 30  # bytes of addresses, each process


def watch(folder: Path) -> None:
    """Show in the run's folder that it lives, until the process ends, and end it when it is called off."""
    Thread(target=_watch, args=(folder,), name="dry-run", daemon=True).start()


def say_failed(folder: Path, error: BaseException) -> None:
    """Say in the run's folder why it failed, so that a page can say it in the reader's language. Raises OSError."""
    problem: Mapping[str, str] = {"kind": "other", "detail": "", "text": str(error)}
    if isinstance(error, TableError):
        problem = {"kind": error.kind, "detail": error.detail, "text": str(error), "table": error.table}
    if isinstance(error, ConfigError):
        problem = {"kind": "config", "detail": "", "text": str(error)}
    if isinstance(error, MemoryError):
        problem = {"kind": "memory", "detail": "", "text": f"It needs more than {_MEMORY >> 30} GB of memory."}
    (folder / FAILED).write_text(json.dumps(problem, ensure_ascii=False), encoding="utf-8")


def bound() -> None:
    """Set the limits for this process and those that it starts; where a system has none of them, only the longest time holds."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - no Windows has it

    os.nice(_NICER)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (round(LONGEST_S), round(LONGEST_S)))


def _watch(folder: Path) -> None:
    ends = time.monotonic() + LONGEST_S
    while not (folder / CANCEL).exists() and folder.exists():
        with suppress(OSError):  # the folder may have been removed meanwhile
            (folder / ALIVE).touch()
        if time.monotonic() > ends:
            with suppress(OSError):
                (folder / FAILED).write_text(
                    json.dumps({"kind": "too_long", "detail": f"{LONGEST_S / 60:.0f}", "text": ""}), encoding="utf-8"
                )
            break
        time.sleep(EVERY_S)
    if hasattr(os, "killpg") and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)  # those that it started too: they are a group of their own
    os._exit(1)
