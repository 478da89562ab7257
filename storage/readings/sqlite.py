"""Keeps readings in one SQLite file."""

import sqlite3
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from domain.columns import ReadingColumns
from domain.reading import Reading, TimeSource
from storage.readings import sqlite_table, wide_row
from storage.readings.protocol import Refusal
from storage.readings.sqlite_file import SqliteFile

_DEVICE = TimeSource.DEVICE  # looking it up in its class for each reading costs


class SqliteReadings:
    """Readings (the Protocol) in SQLite: one wide row a device and time, a column a parameter.

    One process writes; any thread of any process reads. `parameters`: the names that get a column.
    """

    def __init__(self, path: Path, parameters: Sequence[str]) -> None:
        self._file = SqliteFile(path)
        self._wanted = wide_row.checked(parameters)
        self._columns: tuple[str, ...] | None = None

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned, in one transaction; see the Protocol."""
        good, refused = wide_row.fitting(ReadingColumns.of(readings), frozenset(self._parameters()))
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
            for device, first in wide_row.starts(devices, start, after):
                rows = connection.execute(query, (device, first, end, limit - len(page))).fetchall()
                page += [wide_row.reading(device, columns, row) for row in rows]
                if len(page) >= limit:
                    break
        return page

    def devices(self, start: int, end: int) -> list[str]:
        """Return the devices that have readings with start <= time < end (ms UTC), in order; see the Protocol."""
        self._parameters()
        with self._file.reading() as connection:
            return [device for (device,) in connection.execute(sqlite_table.DEVICES, (start, end)).fetchall()]

    def delete(self, start: int, end: int) -> None:
        """Delete all readings with start <= time < end (ms UTC); see the Protocol."""
        for device in self.devices(start, end):  # a transaction each, so that writers wait for none of them long
            with self._file.writing() as connection:
                connection.execute(sqlite_table.DELETE, (device, start, end))

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


def _merge(connection: sqlite3.Connection, readings: ReadingColumns) -> None:
    """Write readings: those of the same parameters together, but never a key's later values before its earlier."""
    for places in _rounds(readings):
        alike: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
        for place in places:
            values, source = readings.values[place], readings.sources[place]
            row = (readings.device_ids[place], readings.times[place], None if source is _DEVICE else source.value, *values.values())
            alike.setdefault(tuple(values), []).append(row)
        for parameters, rows in alike.items():
            connection.executemany(sqlite_table.insert(parameters), rows)


def _rounds(readings: ReadingColumns) -> list[list[int]]:
    """Part the readings' places, in the order of the table, into rounds to be written one after the other, each with a key once at most.

    Neighbours in the table are written together: half the time.
    """
    times, device_ids = readings.times, readings.device_ids
    places = sorted(range(len(readings)), key=times.__getitem__)
    places.sort(key=device_ids.__getitem__)  # keeps the order of times, and of arrival where they are equal
    if len({*zip(device_ids, times, strict=True)}) == len(places):
        return [places]  # as nearly always
    rounds: dict[int, list[int]] = {}
    for _, places_of_key in groupby(places, key=lambda place: (device_ids[place], times[place])):
        for number, place in enumerate(places_of_key):
            rounds.setdefault(number, []).append(place)
    return list(rounds.values())
