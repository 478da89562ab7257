"""Runs a dry year in a process of its own: one at a time, with limits, and killed when somebody calls it off."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from api.dryrun.run_folder import CANCEL

LONGEST_S = 3600.0
_EVERY_S = 1.0
_WORDS = 2000  # characters of what a process that failed said last
Files = Mapping[str, tuple[str, bytes]]  # by what it is: the ending of its name, and its content


def start(folder: Path, files: Files, columns: Mapping[str, str]) -> None:
    """Begin a run in its folder; the process is watched by a thread until it ends. Raises OSError."""
    arguments = [str(_keep(folder, "emptyings", *files["emptyings"]))]
    for name in ("bins", "fleet", "practice"):
        if name in files:
            arguments += [f"--{name}", str(_keep(folder, name, *files[name]))]
    for name, column in columns.items():
        arguments += ["--column", f"{name}={column}"]
    # Its own program; files have names of ours, so that none is taken for an option.
    command = [sys.executable, "-P", "-m", "bysans", "dryrun", "--out", str(folder / "out"), "--bounded", *arguments]
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True)  # noqa: S603
    Thread(target=_watch, args=(process, folder), name="dry-run", daemon=True).start()


def cancel(folder: Path) -> None:
    """Call a run off: whoever watches it kills it, and it ends by itself where nobody does. Raises OSError."""
    (folder / CANCEL).touch()


def _keep(folder: Path, name: str, ending: str, content: bytes) -> Path:
    path = folder / f"{name}{ending}"
    path.write_bytes(content)
    return path


def _watch(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Show that the run is alive until it ends, and kill it when it is called off or takes too long."""
    waited = 0.0
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_EVERY_S)
            break
        waited += _EVERY_S
        with suppress(OSError):  # the folder may have been taken away
            (folder / "alive").touch()
        if (folder / CANCEL).exists() or waited > LONGEST_S:
            _kill(process)
    if process.returncode != 0 and not (folder / CANCEL).exists():
        with suppress(OSError):
            (folder / "failed.txt").write_text(_last_words(folder / "said.txt", waited), encoding="utf-8")


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and those that it started: they are a session of their own."""
    if hasattr(os, "killpg"):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()


def _last_words(said: Path, waited: float) -> str:
    if waited > LONGEST_S:
        return f"It took more than {LONGEST_S / 60:.0f} minutes."
    lines: Sequence[str] = said.read_text("utf-8", "replace").strip().splitlines()
    return "\n".join(lines)[-_WORDS:] or "It ended without a word."
