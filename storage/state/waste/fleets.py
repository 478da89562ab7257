"""Which fleet collects, since when?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from storage.state.tables.rounds import fleets


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFleet:
    """A version of the fleet: config.fleet's form as it was sent, since `at` (ms UTC)."""

    version: int
    at: int
    body: Mapping[str, Any]


def current(connection: Connection) -> StoredFleet | None:
    """Return the fleet, or None when none was ever named."""
    row = connection.execute(select(fleets).order_by(fleets.c.version.desc()).limit(1)).first()
    return None if row is None else StoredFleet(version=row.version, at=row.at, body=row.body)


def at(connection: Connection, time: int, now: int) -> StoredFleet | None:
    """Return the fleet as it was at `time` (ms UTC), None before any was named.

    One named after `now` was named before the clock went back to the time of a replay's data: it counts from ever on.
    """
    then = select(fleets).where(fleets.c.at <= time).order_by(fleets.c.version.desc()).limit(1)
    ahead = select(fleets).where(fleets.c.at > now).order_by(fleets.c.version).limit(1)
    row = connection.execute(then).first() or connection.execute(ahead).first()
    return None if row is None else StoredFleet(version=row.version, at=row.at, body=row.body)


def put(connection: Connection, body: Mapping[str, Any], *, now: int) -> StoredFleet:
    """Let a fleet replace the one before from `now` (ms UTC) on; the same once more changes nothing."""
    before = current(connection)
    if before is not None and before.body == body:
        return before
    version = 1 if before is None else before.version + 1
    connection.execute(insert(fleets).values(version=version, at=now, body=dict(body)))
    return StoredFleet(version=version, at=now, body=body)
