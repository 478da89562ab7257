"""Marks the device-hours that changed since watch last worked on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, case, delete, func, select

from domain.duration import DAY, HOUR
from storage.state import sequences
from storage.state.engine import execute_many, upsert
from storage.state.tables.ingest import touched

_SEQUENCE = "touched"
_LATE = 7 * DAY  # beyond the contract's 24 h: a change of the registry is counted, like a backfill, and raises no alert
_STILL_AS_READ = delete(touched).where(
    touched.c.device == bindparam("read_device"), touched.c.hour == bindparam("read_hour"), touched.c.rev == bindparam("read_rev")
)


@dataclass(frozen=True, slots=True)
class Touched:
    """One device's hour (its start, ms UTC) that changed; `rev` grows with each touch; `age`: least received − time, ms."""

    device_id: str
    hour: int
    rev: int
    age: int


@dataclass(frozen=True, slots=True)
class WaitingHours:
    """How many device-hours wait, and the revisions of the longest waiting and the newest (0 when none waits)."""

    count: int
    oldest_rev: int
    newest_rev: int


def touch(connection: Connection, rows: Sequence[tuple[str, int, int]]) -> None:
    """Mark each (device, hour's start in ms UTC, age in ms) as changed; of two ages the least stays."""
    if not rows:
        return
    rev = sequences.advance(connection, _SEQUENCE)
    insert = upsert(connection, touched)
    least = case((insert.excluded.age < touched.c.age, insert.excluded.age), else_=touched.c.age)
    again = insert.on_conflict_do_update(index_elements=["device", "hour"], set_={"rev": insert.excluded.rev, "age": least})
    execute_many(connection, again, ("device", "hour", "rev", "age"), [(device, hour, rev, age) for device, hour, age in sorted(rows)])


def touch_since(connection: Connection, device_id: str, start: int, hours: Collection[int]) -> None:
    """Mark those of a device's `hours` (starts, ms UTC) that end after `start` (ms UTC): what is known of it since then has changed."""
    touch(connection, [(device_id, hour, _LATE) for hour in sorted(hours) if hour + HOUR > start])


def waiting(
    connection: Connection, limit: int, *, before: int | None = None, since: int | None = None, last_rev: int | None = None
) -> list[Touched]:
    """Return up to `limit` changed device-hours, longest waiting first.

    Only hours that start before `before` and not before `since` (ms UTC), touched no later than `last_rev`, where these are given.
    """
    # Of one transaction hour by hour: then neighbours at a site are read and averaged once.
    query = select(touched).order_by(touched.c.rev, touched.c.hour, touched.c.device).limit(limit)
    if before is not None:
        query = query.where(touched.c.hour < before)
    if since is not None:
        query = query.where(touched.c.hour >= since)
    if last_rev is not None:
        query = query.where(touched.c.rev <= last_rev)
    return [Touched(row.device, row.hour, row.rev, row.age) for row in connection.execute(query)]


def newest_rev(connection: Connection) -> int:
    """Return the revision of the newest touch, 0 before the first."""
    return sequences.value(connection, _SEQUENCE)


def done(connection: Connection, rows: Sequence[Touched]) -> None:
    """Forget what was worked on, but for what was touched again since it was read."""
    if rows:
        as_read = [{"read_device": row.device_id, "read_hour": row.hour, "read_rev": row.rev} for row in rows]
        connection.execute(_STILL_AS_READ, as_read)


def backlog(connection: Connection) -> WaitingHours:
    """Return what waits."""
    row = connection.execute(select(func.count(), func.min(touched.c.rev), func.max(touched.c.rev)).select_from(touched)).one()
    return WaitingHours(row[0], row[1] or 0, row[2] or 0)
