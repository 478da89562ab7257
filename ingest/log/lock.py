"""The lock on a log folder: one process at a time writes it."""

from pathlib import Path

from filelock import BaseFileLock, FileLock, Timeout


class LogInUseError(Exception):
    """Another process writes this log: each ingest process needs a data folder of its own."""


def lock_folder(folder: Path) -> BaseFileLock:
    """Return the held lock of `folder`. Raises LogInUseError where another process holds it."""
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise LogInUseError(f"another process writes the ingest log {folder}: stop it, or give this one its own data_dir") from error
    return lock


def check_unused(folder: Path) -> None:
    """Raise LogInUseError where another process writes the log in `folder`."""
    if folder.exists():
        lock_folder(folder).release()
