"""Stores when each bin was emptied, and how that is known."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, Row, select, update

from storage.state.engine import upsert
from storage.state.tables.bins import emptyings

Status = Literal["detected", "confirmed", "taken_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Emptying:
    """One emptying at `time`, known at `known_at` (ms UTC), with the fill before and after it (%), None where no sensor measured it.

    `detected` by the sensor; `confirmed` when a crew reports it too, or alone.
    """

    bin_id: str
    time: int
    known_at: int
    status: Status
    before: float | None
    after: float | None
    evidence: tuple[str, ...]
    confidence: float


def confirmed(emptying: Emptying, *, by: str) -> Emptying:
    """Return the emptying as it stands after somebody confirmed it."""
    return replace(emptying, status="confirmed", evidence=(*emptying.evidence, by), confidence=1.0)


def put(connection: Connection, rows: Sequence[Emptying]) -> None:
    """Store emptyings; one of the same bin and time replaces the other."""
    for emptying in rows:
        row: dict[str, Any] = {
            "bin": emptying.bin_id,
            "time": emptying.time,
            "known_at": emptying.known_at,
            "status": emptying.status,
            "before": emptying.before,
            "after": emptying.after,
            "evidence": list(emptying.evidence),
            "confidence": emptying.confidence,
        }
        insert = upsert(connection, emptyings).values(**row)
        connection.execute(insert.on_conflict_do_update(index_elements=["bin", "time"], set_=row))


def retract(connection: Connection, bin_id: str, time: int) -> None:
    """Mark an emptying as retracted: it was none."""
    same = (emptyings.c.bin == bin_id) & (emptyings.c.time == time)
    connection.execute(update(emptyings).where(same).values(status="taken_back"))


def near(connection: Connection, bin_id: str, start: int, end: int) -> list[Emptying]:
    """Return a bin's emptyings with start <= time <= end (ms UTC), in order of time."""
    query = select(emptyings).where(emptyings.c.bin == bin_id, emptyings.c.time >= start, emptyings.c.time <= end)
    return [_emptying(row) for row in connection.execute(query.where(emptyings.c.status != "taken_back").order_by(emptyings.c.time))]


def at(connection: Connection, bin_ids: Collection[str], times: Collection[int]) -> list[Emptying]:
    """Return the emptyings of some bins at just these times (ms UTC); a few hundred of each at most."""
    query = select(emptyings).where(emptyings.c.bin.in_(sorted(bin_ids)), emptyings.c.time.in_(sorted(times)))
    return [_emptying(row) for row in connection.execute(query.where(emptyings.c.status != "taken_back"))]


def page(connection: Connection, bin_id: str, *, since: int | None = None, before: int | None = None, limit: int = 100) -> list[Emptying]:
    """Return up to `limit` emptyings of a bin, newest first, of `since` (ms UTC) or later and before `before` (ms UTC)."""
    query = select(emptyings).where(emptyings.c.bin == bin_id, emptyings.c.status != "taken_back").order_by(emptyings.c.time.desc())
    if since is not None:
        query = query.where(emptyings.c.time >= since)
    if before is not None:
        query = query.where(emptyings.c.time < before)
    return [_emptying(row) for row in connection.execute(query.limit(limit))]


def between(connection: Connection, start: int, end: int, bin_ids: Collection[str] | None = None) -> list[Emptying]:
    """Return all emptyings, or those of some bins, with start <= time < end (ms UTC), in order of time."""
    within = (emptyings.c.time >= start) & (emptyings.c.time < end) & (emptyings.c.status != "taken_back")
    rows = connection.execute(select(emptyings).where(within).order_by(emptyings.c.time, emptyings.c.bin))
    return [_emptying(row) for row in rows if bin_ids is None or row.bin in bin_ids]


def _emptying(row: Row[Any]) -> Emptying:
    return Emptying(
        bin_id=row.bin,
        time=row.time,
        known_at=row.known_at,
        status=row.status,
        before=row.before,
        after=row.after,
        evidence=tuple(row.evidence),
        confidence=row.confidence,
    )
