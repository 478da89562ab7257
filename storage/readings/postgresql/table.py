"""The table that holds readings in PostgreSQL, and the statements that write and read it.

Standard SQL and PostgreSQL's own partitions only, so that what speaks PostgreSQL (Timescale, Citus, Yugabyte) carries it too.
"""

from collections.abc import Sequence
from functools import lru_cache

from psycopg import Connection, sql

from storage.readings.wide_row import KEY_COLUMNS

LOCK = 0x6279_7372  # held while the table or a partition is made; "bysr"

_CREATE = """
CREATE TABLE IF NOT EXISTS readings (
    device text COLLATE "C" NOT NULL,
    time bigint NOT NULL,
    time_source text,
    PRIMARY KEY (device, time)
) PARTITION BY RANGE (time)
"""
_COLUMNS = "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass('readings') AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
# Nothing is inserted, yet it is refused like any write.
PROVE = "INSERT INTO readings (device, time) SELECT device, time FROM readings WHERE false"

# From one device to the next along the key: to read every row would take seconds.
DEVICES = """
WITH RECURSIVE every (device) AS (
    SELECT min(device) FROM readings
    UNION ALL
    SELECT (SELECT min(readings.device) FROM readings WHERE readings.device > every.device) FROM every WHERE every.device IS NOT NULL
)
SELECT device FROM every WHERE device IS NOT NULL
AND EXISTS (SELECT 1 FROM readings WHERE readings.device = every.device AND time >= %(start)s AND time < %(end)s)
ORDER BY device COLLATE "C"
"""


def parameters(connection: Connection) -> tuple[str, ...]:
    """Return the parameters that have a column; none where there is no table."""
    return tuple(row[0] for row in connection.execute(_COLUMNS) if row[0] not in KEY_COLUMNS)


def lay(connection: Connection, wanted: Sequence[str]) -> tuple[str, ...]:
    """Make the table and the columns it lacks, inside the caller's transaction; return all parameters it has.

    A parameter that comes with a later version needs no migration, and one that went keeps its column and its values.
    """
    connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    connection.execute(_CREATE)
    present = parameters(connection)
    for name in wanted:
        if name not in present:
            connection.execute(sql.SQL("ALTER TABLE readings ADD COLUMN {} double precision").format(sql.Identifier(name)))
    return parameters(connection)


@lru_cache(maxsize=8)
def stage(names: tuple[str, ...]) -> sql.Composed:
    """Return the statement that makes a connection's own table for batches; temporary, so a batch is logged once, by the merge."""
    columns = sql.SQL(", ").join(sql.SQL("{} double precision").format(sql.Identifier(name)) for name in names)
    return sql.SQL(
        "CREATE TEMPORARY TABLE IF NOT EXISTS readings_batch (device text, time bigint, time_source text, {}) ON COMMIT DELETE ROWS"
    ).format(columns)


@lru_cache(maxsize=256)
def copy(names: tuple[str, ...]) -> sql.Composed:
    """Return the statement that takes a batch as CSV: device, time, time source and the parameters, empty where not measured."""
    return sql.SQL("COPY readings_batch ({}) FROM STDIN (FORMAT csv)").format(_listed((*KEY_COLUMNS, *names)))


@lru_cache(maxsize=256)
def merge(names: tuple[str, ...]) -> sql.Composed:
    """Return the statement that merges a batch, each key once in it, into what is there: of two values the batch's wins.

    In the order of the key, so that two processes that write the same keys wait for each other and never for ever.
    """
    wins = sql.SQL("{0} = coalesce(excluded.{0}, readings.{0})")
    return sql.SQL(
        'INSERT INTO readings ({columns}) SELECT {columns} FROM readings_batch ORDER BY device COLLATE "C", time '
        "ON CONFLICT (device, time) DO UPDATE SET {later_wins}"
    ).format(
        columns=_listed((*KEY_COLUMNS, *names)),
        later_wins=sql.SQL(", ").join(wins.format(sql.Identifier(name)) for name in ("time_source", *names)),
    )


@lru_cache(maxsize=8)
def select(names: tuple[str, ...]) -> sql.Composed:
    """Return the query for a page: `devices` and `firsts` (the first time wanted of each), `end` (exclusive), `limit`.

    A device's rows come from its own walk along the key, which ends with the page: no page costs more than it can hold.
    """
    return sql.SQL(
        "SELECT wanted.device, {columns} FROM unnest(%(devices)s::text[], %(firsts)s::bigint[]) AS wanted (device, first) "
        "CROSS JOIN LATERAL (SELECT {columns} FROM readings WHERE readings.device = wanted.device "
        "AND time >= wanted.first AND time < %(end)s ORDER BY time LIMIT %(limit)s) AS row "
        'ORDER BY wanted.device COLLATE "C", time LIMIT %(limit)s'
    ).format(columns=_listed(("time", "time_source", *names)))


def _listed(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))
