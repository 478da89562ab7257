"""A backup is one tar file whose last member has the SHA-256 of every other, so that damage is found before anything is restored."""

import hashlib
import os
import sqlite3
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from bysans.backup.own_files import FOLDERS, own_files
from ingest.log.segments import SYNCED

# In this order: what the state's cursor has passed is then in the readings, and what it has not passed is in the log.
_DATABASES = ("state.db", "readings.db")
_LOG = "log"
SUMS = "SHA256SUMS"  # as `sha256sum --check` reads it
_OURS = {*_DATABASES, *FOLDERS, _LOG, SUMS}


class DamagedBackupError(Exception):
    """The file is no whole backup: the message names the member."""


class DamagedDatabaseError(Exception):
    """A database of the data folder is damaged: go on with the last good backup, and keep it."""


def pack(folder: Path, file: Path) -> None:
    """Write all of it or, by an error of the disk's or a database's, nothing: a file that was there stays as it is.

    Raises DamagedDatabaseError: checksums would vouch for what is damaged already.
    """
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as temporary:
        packed = Path(temporary) / "packed"
        packed.touch(mode=0o600)
        with tarfile.open(packed, "w") as archive:
            sums = "".join(_add(archive, name, path) for name, path in _members(folder, Path(temporary))).encode()
            archive.addfile(_info(SUMS, len(sums), time.time()), BytesIO(sums))
        packed.replace(file)


def unpack(file: Path, folder: Path) -> None:
    """Lay all of it into the folder or, by an error of the disk's, nothing. Raises DamagedBackupError."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as temporary:
        try:
            names = _extract(file, temporary)
        except (tarfile.TarError, EOFError, ValueError) as error:
            raise DamagedBackupError("it is no backup of ours, or damaged") from error
        _check(Path(temporary), names)
        for part in Path(temporary).iterdir():
            part.rename(folder / part.name)


def _extract(file: Path, folder: str) -> list[str]:
    """Extract every member and return their names, in the archive's order."""
    with tarfile.open(file, "r:") as archive:
        members = archive.getmembers()
        if not all(member.isfile() and member.name.split("/")[0] in _OURS for member in members):
            raise tarfile.TarError("what it holds is not ours")
        archive.extractall(folder, filter="data")
        return [member.name for member in members]


def _members(folder: Path, temporary: Path) -> Iterator[tuple[str, Path]]:
    """Yield each member's name and file; a file of the log may be gone by then: the service deletes what it no longer needs."""
    for name in _DATABASES:
        if (folder / name).exists():
            yield name, _snapshot(folder / name, temporary)
    yield from ((name, folder / name) for name in own_files(folder))
    # How far the log was synced is packed later than the log's files and would promise more than they hold.
    if (folder / _LOG).exists():
        logged = (path for path in sorted((folder / _LOG).iterdir()) if path.name != SYNCED)  # what cannot be read is told, not left out
        yield from ((f"{_LOG}/{path.name}", path) for path in logged)


def _snapshot(database: Path, folder: Path) -> Path:
    copy = folder / database.name
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
        damage = target.execute("pragma quick_check(1)").fetchone()[0]
    if damage != "ok":
        raise DamagedDatabaseError(f"{database.name} is damaged ({' '.join(str(damage).split())})")
    return copy


def _add(archive: tarfile.TarFile, name: str, path: Path) -> str:
    """Add a file and return its line of checksums; none when it is gone: the service deletes files of the log that all stores have."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return ""
    with file:
        status = os.fstat(file.fileno())
        packed = _Hashed(file)
        archive.addfile(_info(name, status.st_size, status.st_mtime), packed)
    return f"{packed.sha256.hexdigest()}  {name}\n"


def _info(name: str, size: int, modified: float) -> tarfile.TarInfo:
    """Describe a member; the log goes by when its files were last written."""
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(modified), 0o600
    return info


class _Hashed:
    """A file that is hashed as it is read: one that grows meanwhile is read, and hashed, only so far."""

    def __init__(self, file: BinaryIO) -> None:
        self.sha256 = hashlib.sha256()
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        """Read on."""
        data = self._file.read(size)
        self.sha256.update(data)
        return data


def _check(folder: Path, names: list[str]) -> None:
    """Compare each member with its checksum. Raises DamagedBackupError at the first that differs."""
    if names[-1:] != [SUMS]:
        after = f" behind its member {names[-1]}" if names else ""
        raise DamagedBackupError(
            f"it has no {SUMS} at its end: it is damaged or cut off{after}. One that an older Bysans made is unpacked with `tar -xf`"
        )
    lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    (folder / SUMS).unlink()
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    for name in names[:-1]:
        with (folder / name).open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != expected.pop(name, None):
                raise DamagedBackupError(f"its member {name} does not match its checksum")
    if expected:
        raise DamagedBackupError(f"its member {min(expected)} is missing")
