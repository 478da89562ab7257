"""Keeps readings in PostgreSQL."""

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import StringIO

import psycopg
from sqlalchemy import URL, create_engine, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from domain.columns import ReadingColumns
from domain.reading import Reading
from storage.readings import wide_row
from storage.readings.postgresql import partitions, table
from storage.readings.postgresql.failures import meaning
from storage.readings.protocol import Refusal, StoreAwayError

CONNECT_TIMEOUT_S = 10
WAIT_S = 30  # for a lock that another holds, or for a connection of ours
CONNECTIONS = 24  # of one process, opened as they are needed

Row = tuple[object, ...]


class PostgresqlReadings:
    """Readings (the Protocol) in PostgreSQL: one wide row a device and time, a column a parameter, a partition a month.

    Any number of processes may write and read. `parameters`: the names that get a column. `password`: where the address has none.
    Nothing is contacted before it is needed. ValueError for an address that can't be right.
    """

    def __init__(self, url: str, parameters: Sequence[str], *, password: str | None = None) -> None:
        self._wanted = wide_row.checked(parameters)
        address = _with_password(make_url(url).set(drivername="postgresql+psycopg"), password)
        self._where = address.render_as_string(hide_password=True).replace("+psycopg", "")
        self._engine = create_engine(
            address,
            pool_size=CONNECTIONS,
            max_overflow=0,
            pool_timeout=WAIT_S,
            pool_pre_ping=True,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "options": f"-c lock_timeout={WAIT_S * 1000}"},
        )
        self._columns: tuple[str, ...] | None = None
        self._months: set[partitions.Month] = set()

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned, in one transaction; see the Protocol."""
        good, refused = wide_row.fitting(ReadingColumns.of(readings), frozenset(self._parameters()))
        in_calendar = [partitions.FIRST <= time <= partitions.LAST for time in good.times]
        if not all(in_calendar):
            late = good.only([not fits for fits in in_calendar])
            refused += [Refusal(reading, f"its time, {reading.time} ms, lies outside the years 1 to 9999") for reading in late]
            good = good.only(in_calendar)
        return refused + self._settle(good)

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        """Return one page, ordered by device, then time; see the Protocol."""
        columns = self._parameters()
        wanted = list(wide_row.starts(devices, start, after))
        bound = {"devices": [device for device, _ in wanted], "firsts": [first for _, first in wanted], "end": end, "limit": limit}
        with self._connected() as connection:
            rows = connection.execute(table.select(columns), bound).fetchall()
        return [wide_row.reading(device, columns, row) for device, *row in rows]

    def devices(self, start: int, end: int) -> list[str]:
        """Return the devices that have readings with start <= time < end (ms UTC), in order; see the Protocol."""
        self._parameters()
        with self._connected() as connection:
            rows = connection.execute(table.DEVICES, {"start": start, "end": end}).fetchall()
        return [device for (device,) in rows]

    def delete(self, start: int, end: int) -> None:
        """Delete all readings with start <= time < end (ms UTC); see the Protocol."""
        self._parameters()
        with self._connected() as connection:
            connection.execute("DELETE FROM readings WHERE time >= %s AND time < %s", (start, end))

    def check(self) -> None:
        """Prove that the table can be written and read; see the Protocol."""
        self._parameters()
        with self._connected() as connection:
            connection.execute(table.PROVE)

    def close(self) -> None:
        """Close the connections; see the Protocol."""
        self._engine.dispose()

    def _parameters(self) -> tuple[str, ...]:
        if self._columns is None:
            with self._connected() as connection:
                present = table.parameters(connection)
                missing = not present or not set(self._wanted) <= set(present)
                columns = table.lay(connection, self._wanted) if missing else present  # who only reads may lay nothing
            self._columns = columns
        return self._columns

    def _settle(self, readings: ReadingColumns) -> list[Refusal]:
        """Write all but what the server will never take, which is found by halving."""
        if not readings:
            return []
        try:
            self._merge(readings)
        except psycopg.errors.CheckViolation as error:  # somebody dropped a month meanwhile
            self._months.clear()
            raise StoreAwayError(f"PostgreSQL at {self._where} has lost a month's partition, which is made again ({error})") from error
        except (psycopg.DataError, UnicodeEncodeError) as error:
            if len(readings) == 1:
                return [Refusal(readings[0], " ".join(str(error).split()))]
            middle = len(readings) // 2
            return self._settle(readings[:middle]) + self._settle(readings[middle:])
        return []

    def _merge(self, readings: ReadingColumns) -> None:
        months = partitions.months(readings.times)
        if new := months - self._months:
            with self._connected() as connection:
                partitions.make(connection, new)
            self._months |= new
        rows, names = _rows(readings)
        text = StringIO()
        csv.writer(text).writerows(rows)
        with self._connected() as connection, connection.cursor() as cursor:
            cursor.execute(table.stage(self._parameters()))
            with cursor.copy(table.copy(names)) as copy:
                copy.write(text.getvalue())
            cursor.execute(table.merge(names))

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection]:
        """Lend a connection for one transaction. Raises StoreAwayError, StoreRefusesError."""
        try:
            with self._engine.begin() as connection:
                driver = connection.connection.driver_connection
                assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the address says so
                yield driver
        except PoolTimeoutError as error:
            raise StoreAwayError(f"PostgreSQL at {self._where} is busy: all our {CONNECTIONS} connections are in use") from error
        except (DBAPIError, psycopg.Error) as error:
            original = error.orig if isinstance(error, DBAPIError) else error
            decided = meaning(original, self._where) if isinstance(original, psycopg.Error) else None
            if decided is None:
                raise
            raise decided from error


def _with_password(address: URL, password: str | None) -> URL:
    return address if password is None else address.set(password=password)


def _rows(readings: ReadingColumns) -> tuple[list[Row], tuple[str, ...]]:
    """Return a row a key (device, time, time source and values, None where not measured) and the parameters that have values."""
    names = tuple(dict.fromkeys(name for shape in dict.fromkeys(map(tuple, readings.values)) for name in shape))
    merged = _merged(readings)
    return [
        (device, time, wide_row.source_cell(source), *map(values.get, names))
        for device, time, values, source in zip(merged.device_ids, merged.times, merged.values, merged.sources, strict=True)
    ], names


def _merged(readings: ReadingColumns) -> ReadingColumns:
    """Return the readings with each key once: a statement cannot merge two of its own rows."""
    keys = list(zip(readings.device_ids, readings.times, strict=True))
    if len(set(keys)) == len(keys):  # as nearly always
        return readings
    by_key: dict[tuple[str, int], Reading] = {}
    for key, reading in zip(keys, readings, strict=True):
        before = by_key.get(key)
        if before is None:
            by_key[key] = reading
        else:
            source = before.time_source if wide_row.source_cell(reading.time_source) is None else reading.time_source
            by_key[key] = Reading(*key, {**before.values, **reading.values}, source)
    return ReadingColumns.of(by_key.values())
