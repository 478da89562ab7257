"""Read a finished ledger, device by device."""

import json
import sqlite3
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from simulators.send.ledger import VERSION, LedgerEntry, LedgerError
from simulators.send.message import SimulatedReading

_SELECT = "SELECT number, device, payload, readings, expect, fault, sent_at, acknowledged_at FROM messages ORDER BY device, number"


class LedgerReader:
    """A finished ledger; holds only one device's messages at a time."""

    def __init__(self, path: Path) -> None:
        """Open the file. Raises LedgerError when it is not a ledger of this version, or is damaged."""
        try:
            connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        except sqlite3.Error as error:
            raise _unreadable(path, error) from error
        try:
            _check(path, connection)
        except BaseException:
            connection.close()
            raise
        self._connection = connection

    def about(self) -> dict[str, str]:
        """Return the facts about the run."""
        return dict(self._connection.execute("SELECT key, value FROM about"))

    def span(self) -> tuple[int, int] | None:
        """Return the first and last real time (ms UTC) at which something was sent or acknowledged, None when nothing was."""
        row = self._connection.execute("SELECT min(sent_at), max(max(sent_at), max(coalesce(acknowledged_at, 0))) FROM messages").fetchone()
        return None if row[0] is None else (row[0], row[1])

    def count(self) -> int:
        """Return how many messages were sent."""
        return int(self._connection.execute("SELECT count(*) FROM messages").fetchone()[0])

    def happened(self) -> dict[str, int]:
        """Return how often each event happened."""
        return dict(self._connection.execute("SELECT what, count(*) FROM happened GROUP BY what ORDER BY what"))

    def devices(self) -> Iterator[tuple[str, list[LedgerEntry]]]:
        """Yield each device with what it sent, in order of device id, then of sending."""
        rows = self._connection.execute(_SELECT)
        for device, group in groupby(rows, key=lambda row: row[1]):
            yield device, [_entry(row) for row in group]

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def _check(path: Path, connection: sqlite3.Connection) -> None:
    try:
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        (damage,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        raise _unreadable(path, error) from error
    if version != VERSION:
        raise LedgerError(f"{path} is a ledger of version {version}, this program reads {VERSION}; verify with the program that wrote it")
    if damage != "ok":
        raise LedgerError(f"{path} is damaged ({damage}): what it says cannot be relied on; use a copy, or run the simulation again")


def _unreadable(path: Path, error: sqlite3.Error) -> LedgerError:
    return LedgerError(f"{path} cannot be read as a ledger ({error}); name the file that `simulate --ledger` wrote")


def _entry(row: tuple[Any, ...]) -> LedgerEntry:
    number, device, payload, readings, expect, fault, sent_at, acknowledged_at = row
    return LedgerEntry(
        number=number,
        device=device,
        payload=payload,
        readings=tuple(SimulatedReading(time=time, values=values) for time, values in json.loads(readings)),
        expect=expect,
        fault=fault,
        sent_at=sent_at,
        acknowledged_at=acknowledged_at,
    )
