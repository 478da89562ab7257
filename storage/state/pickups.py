"""Which rounds were asked for, what was planned, and how far they are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, insert, select, update

from storage.state import sequences
from storage.state.schema import pickups

PickupState = Literal["planning", "planned", "infeasible", "under_way", "done", "cancelled"]
STATES: tuple[PickupState, ...] = get_args(PickupState)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """One round. `request`: what was asked, with the levels as they were; `plan`: routes with their stops, None before the first.

    Times in ms UTC; `next_stop`: the number of the next stop to get an id.
    """

    id: str
    seq: int
    state: PickupState
    trigger_id: str | None
    created_at: int
    departure: int
    changed_at: int
    next_stop: int
    request: Mapping[str, Any]
    plan: Mapping[str, Any] | None


def create(
    connection: Connection, pickup_id: str, request: Mapping[str, Any], *, trigger_id: str | None, departure: int, now: int
) -> Pickup:
    """Keep a new round that is to be planned."""
    row: dict[str, Any] = {
        "id": pickup_id,
        "seq": sequences.advance(connection, "pickups"),
        "state": "planning",
        "trigger_id": trigger_id,
        "created_at": now,
        "departure": departure,
        "changed_at": now,
        "next_stop": 1,
        "request": dict(request),
        "plan": None,
    }
    connection.execute(insert(pickups).values(**row))
    return Pickup(**row)


def get(connection: Connection, pickup_id: str) -> Pickup | None:
    """Return a round, or None."""
    row = connection.execute(select(pickups).where(pickups.c.id == pickup_id)).first()
    return None if row is None else _pickup(row)


def page(connection: Connection, *, before: int | None = None, state: str | None = None, limit: int = 100) -> list[Pickup]:
    """Return up to `limit` rounds, newest first; `before`: the `seq` of the last on the page before."""
    query = select(pickups).order_by(pickups.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(pickups.c.seq < before)
    if state is not None:
        query = query.where(pickups.c.state == state)
    return [_pickup(row) for row in connection.execute(query)]


def departed(connection: Connection, start: int, end: int) -> list[Pickup]:
    """Return the rounds that set out within [start, end) (ms UTC), oldest first."""
    query = select(pickups).where(pickups.c.departure >= start, pickups.c.departure < end).order_by(pickups.c.departure, pickups.c.seq)
    return [_pickup(row) for row in connection.execute(query)]


def of_trigger(connection: Connection, trigger_id: str) -> Pickup | None:
    """Return the newest round for a trigger that is neither cancelled nor infeasible, or None."""
    running = pickups.c.state.not_in(("cancelled", "infeasible"))
    query = select(pickups).where(pickups.c.trigger_id == trigger_id, running).order_by(pickups.c.seq.desc())
    row = connection.execute(query.limit(1)).first()
    return None if row is None else _pickup(row)


def set_state(connection: Connection, pickup_id: str, state: PickupState, now: int) -> None:
    """Move a round to another state."""
    connection.execute(update(pickups).where(pickups.c.id == pickup_id).values(state=state, changed_at=now))


def set_plan(connection: Connection, pickup: Pickup, state: PickupState, plan: Mapping[str, Any], next_stop: int, now: int) -> None:
    """Keep what was planned."""
    values = {"state": state, "plan": dict(plan), "next_stop": next_stop, "changed_at": now}
    connection.execute(update(pickups).where(pickups.c.id == pickup.id).values(**values))


def stops(plan: Mapping[str, Any] | None) -> Sequence[Mapping[str, Any]]:
    """Return every stop of a plan."""
    return [stop for route in (plan or {}).get("routes", ()) for stop in route["stops"]]


def _pickup(row: Row[Any]) -> Pickup:
    return Pickup(**row._mapping)
