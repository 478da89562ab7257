"""Where a backup's objects lie: a folder, or a bucket at S3."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bysans.backup.failure import BackupError
from config.secret_file import read_secret
from config.sections.backup_settings import Backup
from storage.folder_sync import sync_folder

_UNFINISHED = ".unfinished-"


class Place(Protocol):
    """Objects by name, each there whole or not at all. Every method raises BackupError."""

    def put(self, name: str, data: bytes) -> None:
        """Keep an object; when this returns it survives a sudden death."""

    def get(self, name: str) -> bytes:
        """Return an object."""

    def names(self, prefix: str) -> set[str]:
        """Return the names of the objects that begin with `prefix`, a folder's name and a stroke."""

    def remove(self, name: str) -> None:
        """Remove an object; one that is gone is no error."""


class Folder:
    """A place in a folder: each object a file, written beside, synced, then renamed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, name: str, data: bytes) -> None:
        """Keep an object; see the Protocol."""
        file = self._folder / name
        with self._telling(file):
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished = file.with_name(f"{_UNFINISHED}{os.getpid()}")
            try:
                with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as opened:
                    opened.write(data)
                    opened.flush()
                    os.fsync(opened.fileno())
                unfinished.replace(file)
            finally:
                unfinished.unlink(missing_ok=True)
            sync_folder(file.parent)

    def get(self, name: str) -> bytes:
        """Return an object; see the Protocol."""
        with self._telling(self._folder / name):
            return (self._folder / name).read_bytes()

    def names(self, prefix: str) -> set[str]:
        """Return the names; see the Protocol. What a sudden death left unfinished is removed on the way."""
        names = set()
        with self._telling(self._folder / prefix):
            for file in (self._folder / prefix).rglob("*"):
                if file.name.startswith(_UNFINISHED):
                    file.unlink(missing_ok=True)
                elif file.is_file():
                    names.add(file.relative_to(self._folder).as_posix())
        return names

    def remove(self, name: str) -> None:
        """Remove an object; see the Protocol."""
        with self._telling(self._folder / name):
            (self._folder / name).unlink(missing_ok=True)

    @contextmanager
    def _telling(self, file: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise BackupError(f"{file} cannot be used ({error.strerror or error}): see backup.to") from error


def place_of(backup: Backup) -> Place:
    """Return the place that the settings name. Raises BackupError, ConfigError."""
    if backup.to is None:
        raise BackupError("no place for backups is named: see backup.to")
    if not backup.to.startswith("s3://"):
        return Folder(Path(backup.to))
    try:
        from bysans.backup.s3 import Bucket  # noqa: PLC0415 - its library need not be installed
    except ImportError as error:
        raise BackupError("S3 needs a library that is not installed: pip install '.[s3]'") from error
    secret = None if backup.s3_secret_key_file is None else read_secret(backup.s3_secret_key_file, "backup.s3_secret_key_file")
    return Bucket(backup.to, endpoint=backup.s3_endpoint, region=backup.s3_region, access_key=backup.s3_access_key, secret_key=secret)
