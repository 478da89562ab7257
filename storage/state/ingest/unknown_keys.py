"""Counts the keys in devices' messages that are no parameter, by device and key."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from sqlalchemy import Connection, Row, delete, select

from storage.state.engine import execute_many, upsert
from storage.state.tables.ingest import unknown_keys

MOST = 50  # of one device: one that invents a key a message fills neither the disk nor the page
LONGEST = 64
_MOST_IDS = 10_000  # SQLite takes 32,766 in one statement


@dataclass(frozen=True, slots=True, order=True)
class UnknownKey:
    """A key that a device sent and that is no parameter: how often, and when first and last (ms UTC)."""

    device: str
    key: str
    count: int
    first_seen: int
    last_seen: int


_COLUMNS = tuple(field.name for field in fields(UnknownKey))


def stored_key(name: str) -> str:
    """Return a key as it is kept: short, and without what no database or page can show."""
    readable = name if name.isprintable() else ascii(name)[1:-1]
    return readable[:LONGEST]


def add(connection: Connection, keys: Sequence[UnknownKey]) -> None:
    """Add to the counts; of a device that has `MOST` keys already, new ones are left out."""
    if not keys:
        return
    stored = {(row.device, row.key) for row in of_devices(connection, list({row.device for row in keys}))}
    room: dict[str, int] = {}
    for device, _ in stored:
        room[device] = room.get(device, MOST) - 1
    rows = []
    for row in keys:
        if (row.device, row.key) not in stored:
            room[row.device] = room.get(row.device, MOST) - 1
            if room[row.device] < 0:
                continue
        rows.append(astuple(row))
    insert = upsert(connection, unknown_keys)
    again = insert.on_conflict_do_update(
        index_elements=["device", "key"],
        set_={"count": unknown_keys.c.count + insert.excluded.count, "last_seen": insert.excluded.last_seen},
    )
    if rows:
        execute_many(connection, again, _COLUMNS, rows)


def of_devices(connection: Connection, device_ids: Sequence[str]) -> list[UnknownKey]:
    """Return the keys of some devices, by device and key."""
    keys: list[UnknownKey] = []
    for start in range(0, len(device_ids), _MOST_IDS):
        in_page = unknown_keys.c.device.in_(device_ids[start : start + _MOST_IDS])
        keys += map(_unknown_key, connection.execute(select(unknown_keys).where(in_page)))
    return sorted(keys)


def forget(connection: Connection, before: int) -> None:
    """Forget keys that no device has sent since `before` (ms UTC)."""
    connection.execute(delete(unknown_keys).where(unknown_keys.c.last_seen < before))


def _unknown_key(row: Row[Any]) -> UnknownKey:
    return UnknownKey(**row._mapping)
