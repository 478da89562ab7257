"""The ledger: what was sent, what the broker acknowledged and what happened, for `bysans verify` to compare with the service.

One SQLite file: a device's rows are found without reading the others, and a killed run leaves what it had committed.
"""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from simulators.send.message import PlannedMessage, SimulatedReading

VERSION = 1
_COMMIT_AFTER = 5000
_as_json = json.JSONEncoder(separators=(",", ":")).encode  # made once: json.dumps makes one each time
_TABLES = f"""
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
PRAGMA user_version = {VERSION};
CREATE TABLE messages (
    number INTEGER PRIMARY KEY, device TEXT NOT NULL, topic TEXT NOT NULL, payload BLOB NOT NULL, readings TEXT NOT NULL,
    expect TEXT NOT NULL, fault TEXT NOT NULL, sent_at INTEGER NOT NULL, acknowledged_at INTEGER
);
CREATE TABLE happened (at INTEGER NOT NULL, device TEXT NOT NULL, what TEXT NOT NULL, detail TEXT NOT NULL);
CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class LedgerError(Exception):
    """The file is not a ledger or cannot be created; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """One message that was sent. `sent_at` and `acknowledged_at` are real times (ms UTC); None: the broker did not answer for it."""

    number: int
    device: str
    payload: bytes
    readings: tuple[SimulatedReading, ...]
    expect: str
    fault: str
    sent_at: int
    acknowledged_at: int | None


class Ledger:
    """A ledger being written; a context manager. Each message is written once, when the broker has answered for it."""

    def __init__(self, path: Path) -> None:
        """Begin a new file. Raises LedgerError when the file exists or cannot be created."""
        if path.exists():
            raise LedgerError(f"{path} exists already: name a new file, so that no ledger is overwritten")
        try:
            self._connection = _begin(path)
        except sqlite3.Error as error:
            raise LedgerError(f"{path} cannot be written ({error}); name a file in an existing folder with room on its disk") from error
        self._unanswered: dict[int, tuple[Any, ...]] = {}
        self._rows: list[tuple[Any, ...]] = []
        self._number = 0

    def about(self, **facts: object) -> None:
        """Note facts about the run."""
        self._connection.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", [(key, str(value)) for key, value in facts.items()])

    def sends(self, message: PlannedMessage, now: int) -> int:
        """Note that `message` is sent at `now` (real time, ms UTC) and return its number."""
        self._number += 1
        readings = _as_json([(reading.time, reading.values) for reading in message.readings])
        self._unanswered[self._number] = (
            self._number, message.device, message.topic, message.payload, readings, message.expect, message.fault, now,
        )  # fmt: skip
        return self._number

    def acknowledged(self, numbers: Sequence[int], now: int) -> None:
        """Note that the broker has these messages since `now` (real time, ms UTC)."""
        self._rows += [(*self._unanswered.pop(number), now) for number in numbers]
        if len(self._rows) >= _COMMIT_AFTER:
            self.flush()

    def happened(self, at: int, device: str, kind: str, detail: str = "") -> None:
        """Note what happened to a device at `at` (ms UTC, the simulation's time)."""
        self._connection.execute("INSERT INTO happened VALUES (?, ?, ?, ?)", (at, device, kind, detail))

    def flush(self) -> None:
        """Commit what was acknowledged so far."""
        with self._connection:
            self._connection.execute("BEGIN")
            self._connection.executemany("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._rows)
        self._rows.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._rows += [(*row, None) for row in self._unanswered.values()]
        self.flush()
        self._connection.execute("CREATE INDEX messages_device ON messages (device, number)")
        self._connection.execute("PRAGMA journal_mode = DELETE")  # one file, to be handed on
        self._connection.close()


def _begin(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        connection.executescript(_TABLES)
    except BaseException:
        connection.close()
        raise
    return connection
