"""Open readings.db, share it between threads, and tell what its errors ask of a person."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock

from storage.readings.protocol import StoreAwayError, StoreRefusesError
from storage.sqlite_codes import AWAY, REFUSES, primary_code

BUSY_TIMEOUT_S = 5.0
CACHE_KIB = 16 * 1024  # a connection; readings come in at the ends of devices' rows, so more only held what nobody asks for
# After a burst or a long reader the write-ahead log shrinks to this again instead of keeping its largest size.
WAL_LIMIT_BYTES = 64 * 1024 * 1024


def decision(path: Path, error: sqlite3.Error) -> StoreAwayError | StoreRefusesError | None:
    """Return what the caller is told of an error, or None for one that is our own mistake."""
    primary = primary_code(error)
    if primary in AWAY:
        return StoreAwayError(f"the readings in {path} can't be reached: {AWAY[primary]} (SQLite: {error})")
    if primary in REFUSES:
        return StoreRefusesError(f"the readings in {path} are refused: {REFUSES[primary]} (SQLite: {error})")
    return None


class SqliteFile:
    """One database file in WAL mode: one writer at a time, any number of readers beside it, from any thread.

    Nothing is opened before it is needed, and what failed is opened anew: a disk that comes back is found again.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._write_lock = Lock()
        self._writer: sqlite3.Connection | None = None
        self._idle_readers: list[sqlite3.Connection] = []
        self._closed = False

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction, on disk when this ends; after any error none of it is. Raises StoreAwayError, StoreRefusesError."""
        with self._write_lock, self._deciding():
            writer, self._writer = self._writer or self._open(), None
            try:
                writer.execute("BEGIN IMMEDIATE")
                yield writer
                writer.execute("COMMIT")
            except BaseException:
                writer.close()  # rolls back
                raise
            self._writer = writer

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection no other thread uses; fetch all rows of a query at once, or the log can't be cut behind it."""
        with self._deciding():
            try:
                reader = self._idle_readers.pop()
            except IndexError:
                reader = self._open()
            try:
                yield reader
            except BaseException:
                reader.close()
                raise
            if self._closed:
                reader.close()
            else:
                self._idle_readers.append(reader)

    def close(self) -> None:
        """Close every connection that is not lent; the file can't be used after."""
        self._closed = True
        with self._write_lock:
            if self._writer is not None:
                self._writer.close()
            while self._idle_readers:
                self._idle_readers.pop().close()

    def _open(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError(f"{self.path} was closed; open the store anew")
        connection = sqlite3.connect(self.path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
            connection.execute(f"PRAGMA journal_size_limit = {WAL_LIMIT_BYTES}")
        except BaseException:
            connection.close()
            raise
        return connection

    @contextmanager
    def _deciding(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            decided = decision(self.path, error)
            if decided is None:
                raise
            raise decided from error
