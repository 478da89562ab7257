"""Which months' partitions the readings in PostgreSQL need, and how one is made while others read and write."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from psycopg import Connection, sql

from storage.readings.postgresql.table import LOCK

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
FIRST, LAST = (datetime(1, 1, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND, (datetime(9999, 12, 1, tzinfo=UTC) - _EPOCH) // _MILLISECOND - 1

Month = tuple[int, int]


def months(times: Iterable[int]) -> set[Month]:
    """Return the months (year, month; UTC) that times between `FIRST` and `LAST` (ms UTC) fall in."""
    days = {time // 86_400_000 for time in times}
    return {(day.year, day.month) for day in (_EPOCH + timedelta(days=number) for number in days)}


def bounds(month: Month) -> tuple[int, int]:
    """Return where a month begins and where the next one does, in ms UTC."""
    year, number = month
    begin = datetime(year, number, 1, tzinfo=UTC)
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return (begin - _EPOCH) // _MILLISECOND, (end - _EPOCH) // _MILLISECOND


def name(month: Month) -> str:
    """Return the name of a month's partition."""
    return f"readings_{month[0]:04d}_{month[1]:02d}"


def make(connection: Connection, wanted: Collection[Month]) -> None:
    """Make the partitions of `wanted` that are not there, inside the caller's transaction.

    Each is made by itself, then attached: that waits for nobody who reads or writes the others, `PARTITION OF` would wait for all.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    for month in sorted(wanted):
        if connection.execute("SELECT to_regclass(%s)", (name(month),)).fetchone() != (None,):
            continue
        partition, (begin, end) = sql.Identifier(name(month)), bounds(month)
        connection.execute(sql.SQL("CREATE TABLE {} (LIKE readings INCLUDING ALL)").format(partition))
        attach = sql.SQL("ALTER TABLE readings ATTACH PARTITION {} FOR VALUES FROM ({}) TO ({})")
        connection.execute(attach.format(partition, sql.Literal(begin), sql.Literal(end)))
