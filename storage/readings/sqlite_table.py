"""The table that holds readings in SQLite, and the statements that write and read it."""

import sqlite3
from collections.abc import Sequence
from functools import lru_cache

from storage.readings.wide_row import KEY_COLUMNS

# One wide row a device and time: a row a value would write at a fifth of the speed.
CREATE = """
CREATE TABLE IF NOT EXISTS readings (
    device TEXT NOT NULL,
    time INTEGER NOT NULL,
    time_source TEXT,
    PRIMARY KEY (device, time)
) WITHOUT ROWID
"""
DELETE = "DELETE FROM readings WHERE device = ? AND time >= ? AND time < ?"
# From one device to the next along the key: to read every row would take seconds.
DEVICES = """
WITH RECURSIVE every (device) AS (
    SELECT min(device) FROM readings
    UNION ALL
    SELECT (SELECT min(readings.device) FROM readings WHERE readings.device > every.device) FROM every WHERE every.device IS NOT NULL
)
SELECT device FROM every WHERE device IS NOT NULL
AND EXISTS (SELECT 1 FROM readings WHERE readings.device = every.device AND time >= ? AND time < ?) ORDER BY device
"""


def lay(connection: sqlite3.Connection, parameters: Sequence[str]) -> tuple[str, ...]:
    """Make the table and the columns it lacks, inside the caller's transaction; return all parameters it has.

    A parameter that comes with a later version needs no migration, and one that went keeps its column and its values.
    """
    connection.execute(CREATE)
    present = [row[1] for row in connection.execute("PRAGMA table_info(readings)")]
    missing = [name for name in parameters if name not in present]
    for name in missing:
        connection.execute(f'ALTER TABLE readings ADD COLUMN "{name}" REAL')
    return tuple(name for name in (*present, *missing) if name not in KEY_COLUMNS)


@lru_cache(maxsize=256)
def insert(parameters: tuple[str, ...]) -> str:
    """Return the statement that merges device, time, time source and the parameters' values into what is there."""
    names = [f'"{name}"' for name in parameters]
    marks = ", ".join("?" * (len(KEY_COLUMNS) + len(names)))
    later_wins = ", ".join(f"{name} = excluded.{name}" for name in names)
    return (
        f"INSERT INTO readings (device, time, time_source, {', '.join(names)}) VALUES ({marks}) "  # noqa: S608 - names are checked
        f"ON CONFLICT (device, time) DO UPDATE SET time_source = coalesce(excluded.time_source, time_source), {later_wins}"
    )


@lru_cache(maxsize=8)
def select(parameters: tuple[str, ...]) -> str:
    """Return the query for one device's rows: bind device, start, end (exclusive) and the most rows."""
    names = ", ".join(["time", "time_source", *(f'"{name}"' for name in parameters)])
    return f"SELECT {names} FROM readings WHERE device = ? AND time >= ? AND time < ? ORDER BY time LIMIT ?"  # noqa: S608 - names are checked
