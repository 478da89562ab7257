"""Keeps readings in one SQLite file."""

import sqlite3
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from domain.reading import Reading, TimeSource
from storage.readings import sqlite_table
from storage.readings.protocol import Refusal
from storage.readings.sqlite_file import SqliteFile
from storage.readings.storable import storable

_by_key = itemgetter(0, 1)  # device, time
_DEVICE = TimeSource.DEVICE  # looking it up in its class for each reading costs


class SqliteReadings:
    """Readings (the Protocol) in SQLite: one wide row a device and time, a column a parameter.

    One process writes; any thread of any process reads. `parameters`: the names that get a column.
    """

    def __init__(self, path: Path, parameters: Sequence[str]) -> None:
        self._file = SqliteFile(path)
        self._wanted = sqlite_table.checked(parameters)
        self._columns: tuple[str, ...] | None = None

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned, in one transaction; see the Protocol."""
        columns = frozenset(self._parameters())
        good, refused = storable(readings)
        strangers = [reading for reading in good if not columns.issuperset(reading.values)]
        if strangers:
            good = [reading for reading in good if columns.issuperset(reading.values)]
            refused += [Refusal(reading, _no_column(reading, columns)) for reading in strangers]
        if good:
            with self._file.writing() as connection:
                _merge(connection, good)
        return refused

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        """Return one page, ordered by device, then time; see the Protocol."""
        columns = self._parameters()
        query = sqlite_table.select(columns)
        page: list[Reading] = []
        with self._file.reading() as connection:
            for device, first in _starts(devices, start, after):
                rows = connection.execute(query, (device, first, end, limit - len(page))).fetchall()
                page += [_reading(device, columns, row) for row in rows]
                if len(page) >= limit:
                    break
        return page

    def check(self) -> None:
        """Prove that the file can be written and read; see the Protocol."""
        self._parameters()
        with self._file.writing() as connection:
            connection.execute("PRAGMA user_version = 1")  # changes nothing, yet must reach the disk
        with self._file.reading() as connection:
            connection.execute("SELECT device FROM readings LIMIT 1").fetchall()

    def close(self) -> None:
        """Close the file; see the Protocol."""
        self._file.close()

    def _parameters(self) -> tuple[str, ...]:
        if self._columns is None:
            with self._file.writing() as connection:
                columns = sqlite_table.lay(connection, self._wanted)
            self._columns = columns
        return self._columns


def _merge(connection: sqlite3.Connection, readings: Sequence[Reading]) -> None:
    """Write readings: those of the same parameters together, but never a key's later values before its earlier."""
    # Neighbours in the table are written together: half the time. Equal keys keep their order of arrival.
    for group in _rounds(sorted(readings, key=_by_key)):
        rows: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for device, time, values, source in group:
            row = (device, time, None if source is _DEVICE else source.value, *values.values())
            rows.setdefault(tuple(values), []).append(row)
        for parameters, alike in rows.items():
            connection.executemany(sqlite_table.insert(parameters), alike)


def _rounds(ordered: Sequence[Reading]) -> list[Sequence[Reading]]:
    """Part readings ordered by key into rounds to be written one after the other, each with a key once at most."""
    keys = list(map(_by_key, ordered))
    if len({*keys}) == len(keys):
        return [ordered]  # as nearly always
    rounds: dict[int, list[Reading]] = {}
    for _, alike in groupby(ordered, key=_by_key):
        for number, reading in enumerate(alike):
            rounds.setdefault(number, []).append(reading)
    return list(rounds.values())


def _starts(devices: Sequence[str], start: int, after: tuple[str, int] | None) -> Iterator[tuple[str, int]]:
    """Give each device that the page may hold, in order, with the first time (ms UTC) wanted of it."""
    last, time = after or ("", start - 1)
    for device in sorted(set(devices)):
        if device >= last:
            yield device, max(start, time + 1) if device == last else start


def _reading(device: str, columns: Sequence[str], row: Sequence[Any]) -> Reading:
    time, source, *values = row
    measured = {name: value for name, value in zip(columns, values, strict=True) if value is not None}
    return Reading(device, time, measured, TimeSource.DEVICE if source is None else TimeSource(source))


def _no_column(reading: Reading, columns: frozenset[str]) -> str:
    names = ", ".join(sorted(set(reading.values) - columns))
    return f"the store has no column for {names}; start the service with a catalogue that names it"
