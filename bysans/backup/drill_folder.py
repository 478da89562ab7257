"""The folder of a drill: gone when the drill ends, and at the next drill where its process was killed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from filelock import FileLock, Timeout

_PREFIX, _LOCK = ".drill-", "drill-lock"


@contextmanager
def drill_folder(space: Path) -> Iterator[Path]:
    """Lend an empty folder within `space`, and remove those that killed drills left there. Raises OSError."""
    for folder in space.glob(f"{_PREFIX}*/"):
        _remove_abandoned(folder)
    with TemporaryDirectory(dir=space, prefix=_PREFIX) as name, FileLock(Path(name) / _LOCK):
        yield Path(name)


def _remove_abandoned(folder: Path) -> None:
    """Remove a folder that no drill holds: its lock ends with its process, in whatever container that ran."""
    try:
        FileLock(folder / _LOCK).acquire(timeout=0).lock.release()
    except Timeout:
        return
    shutil.rmtree(folder)
