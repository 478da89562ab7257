"""What a backup has to hold, read from a service that may be running: state, ingest log, files, then readings.

In this order: what the state's cursor has not passed is then in the log, and what it has passed is in the readings.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bysans.backup.failure import BackupError
from bysans.backup.own_files import own_files
from bysans.clock import now
from config.settings import Settings
from domain.duration import DAY
from ingest.log.segments import SYNCED
from storage.readings.archive.month import Month
from storage.readings.days import days
from storage.readings.protocol import Readings
from storage.state import dump
from storage.state.engine import State
from storage.state.ingest import changed_days

STATE, LOG, FILES, READINGS = "state/", "log/", "files/", "readings/"
_PART = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """A member of a backup. `parts` may be left unread where an earlier backup holds it with the same `mark`; without a mark, never."""

    name: str
    parts: Iterable[bytes]
    mark: str | None = None


Members = Iterator[Content]


def members(settings: Settings, state: State, readings: Readings) -> Members:
    """Yield each member, to be read one after the other.

    Raises BackupError for a damaged state, and what the stores raise.
    """
    _check_state_file(settings.state_file)
    with state.read() as connection:
        marks = changed_days.read(connection)  # before the readings: of what is written meanwhile the next backup knows
        yield from (Content(name=f"{STATE}{name}", parts=lines) for name, lines in dump.tables(connection))
    yield from _files(settings.data_dir)
    for day, blocks in days(readings, now() + DAY):
        yield Content(name=f"{READINGS}{_date(day)}", parts=blocks, mark=_mark(day, marks, settings.archive_folder))


def _mark(day: int, marks: Mapping[int, int], archive: Path) -> str | None:
    """Return what differs once a day (its start in ms UTC) may have changed: by a write, or in its archived month."""
    mark = changed_days.of_day(marks, day)
    if mark is None:
        return None
    try:
        file = (archive / Month.of(day).file_name).stat()
    except FileNotFoundError:
        return f"{mark:x}"
    return f"{mark:x}-{file.st_mtime_ns:x}-{file.st_size:x}"


def _date(day: int) -> str:
    return datetime.fromtimestamp(day / 1000, UTC).date().isoformat()


def _check_state_file(file: Path | None) -> None:
    """Raise BackupError for a damaged file: its rows may still be read, and be wrong."""
    if file is None:
        return
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            damage = connection.execute("pragma quick_check(1)").fetchone()[0]
        except sqlite3.DatabaseError as error:
            damage = error
    if damage != "ok":
        raise BackupError(
            f"{file} is damaged ({' '.join(str(damage).split())}): the last good backup stays, `bysans restore` brings it back"
        )


def _files(folder: Path) -> Members:
    log = folder / "log"
    if log.is_dir():
        # How far the log was synced is kept later than the log's files and would promise more than they hold; the lock is nobody's.
        for path in sorted(log.iterdir()):
            if path.name not in (SYNCED, "lock") and (parts := _parts(path)) is not None:
                yield Content(name=f"{LOG}{path.name}", parts=parts)
    for name in own_files(folder):
        if (parts := _parts(folder / name)) is not None:
            yield Content(name=f"{FILES}{name}", parts=parts)


def _parts(path: Path) -> Iterator[bytes] | None:
    """Return a file's content, as long as it is now; None for one that is gone: the service deletes what all stores have."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return None

    def read() -> Iterator[bytes]:
        with file:
            while part := file.read(_PART):
                yield part

    return read()
