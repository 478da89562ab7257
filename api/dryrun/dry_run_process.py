"""Starts a dry year, or a first look at its list, in a process of its own, which watches its folder itself and outlives the API."""

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread

from api.dryrun.run_files import ALIVE, CANCEL, COLUMNS, FAILED, SAID

_LOOK_S = 120.0
_LAST_CHARACTERS = 2000  # of what a process that failed said
_OPTIONS = ("bins", "fleet", "practice", "plan")
_MAPS = {"emptyings-columns.toml": "--map", "bins-columns.toml": "--bins-map"}
Files = Mapping[str, tuple[str, bytes]]  # by what it is: the ending of its name, and its content


def keep_files(folder: Path, files: Files, plan: Path | None) -> None:
    """Keep what was handed in, and the town's own plan, under names of ours: none is taken for an option. Raises OSError."""
    for name, (ending, content) in files.items():
        (folder / f"{name}{ending}").write_bytes(content)
    if plan is not None:
        shutil.copyfile(plan, folder / "plan.toml")


def look(folder: Path) -> bool:
    """Have a first look at the lists; return whether they can be read. Raises OSError."""
    try:
        done = subprocess.run(_command(folder, "--look"), stdin=subprocess.DEVNULL, capture_output=True, timeout=_LOOK_S, check=False)  # noqa: S603
    except subprocess.TimeoutExpired:
        _fail(folder, "too_long", f"{_LOOK_S / 60:.0f}")
        return False
    if done.returncode:
        _fail(folder, "other", text=done.stderr.decode("utf-8", "replace"))
        return False
    (folder / COLUMNS).write_bytes(done.stdout)
    return True


def start(folder: Path) -> None:
    """Begin a run in its folder, or begin it again. Raises OSError."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    for name in (CANCEL, FAILED):
        (folder / name).unlink(missing_ok=True)
    (folder / ALIVE).touch()
    with (folder / SAID).open("wb") as said:
        process = subprocess.Popen(  # noqa: S603
            _command(folder, "--out", str(folder / "out")),
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=said, start_new_session=True,
        )  # fmt: skip
    Thread(target=_wait, args=(process, folder), name="dry-run", daemon=True).start()


def cancel(folder: Path) -> None:
    """Call a run off: its process sees that and ends. Raises OSError."""
    (folder / CANCEL).touch()


def _command(folder: Path, *arguments: str) -> Sequence[str]:
    emptyings = next(path for path in sorted(folder.glob("emptyings.*")) if path.suffix != ".toml")
    files = [f"--{path.stem}={path}" for path in sorted(folder.iterdir()) if path.stem in _OPTIONS]
    maps = [f"{option}={folder / name}" for name, option in _MAPS.items() if (folder / name).exists()]
    return [sys.executable, "-P", "-m", "bysans", "dryrun", str(emptyings), "--watched", str(folder), *files, *maps, *arguments]


def _wait(process: "subprocess.Popen[bytes]", folder: Path) -> None:
    """Wait until the process ends, and say so where it could not itself: it was killed, or out of memory."""
    if process.wait() != 0 and not (folder / CANCEL).exists():
        with suppress(OSError):  # the folder may have been removed meanwhile
            _fail(folder, "died", text=(folder / SAID).read_text("utf-8", "replace"))


def _fail(folder: Path, kind: str, detail: str = "", text: str = "") -> None:
    if not (folder / FAILED).exists():
        problem = {"kind": kind, "detail": detail, "text": text.strip()[-_LAST_CHARACTERS:]}
        (folder / FAILED).write_text(json.dumps(problem, ensure_ascii=False), encoding="utf-8")
