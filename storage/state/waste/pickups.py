"""Stores rounds: what was asked for, what was planned, and how far each has got."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, insert, select, update

from domain.waste.decision.trigger import Trigger, finish, plan, release, resume, withdraw
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.round_plan import RoundPlan
from domain.waste.rounds.round_problem import RoundRequest
from storage.state import sequences
from storage.state.tables.rounds import pickups, stop_events
from storage.state.waste import triggers

PickupState = Literal["planning", "planned", "infeasible", "under_way", "done", "cancelled", "proposing", "proposed"]
PROPOSALS: tuple[PickupState, ...] = ("proposing", "proposed")  # not rounds yet: they book nothing and answer no trigger
PLANNED_NEXT: tuple[PickupState, ...] = ("planning", "proposing")  # they wait for the planner
STATES: tuple[PickupState, ...] = get_args(PickupState)
_REQUEST, _PLAN = TypeAdapter(RoundRequest), TypeAdapter(RoundPlan)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pickup:
    """One round. `request`: what was asked, with the levels as they were; `plan`: None before the first.

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
    request: RoundRequest
    plan: RoundPlan | None


def create(
    connection: Connection,
    pickup_id: str,
    request: RoundRequest,
    *,
    trigger_id: str | None,
    departure: int,
    now: int,
    state: Literal["planning", "proposing"] = "planning",
) -> Pickup:
    """Store a new round that is to be planned, for a trigger that is open. Raises ValueError where that is over.

    A proposal (`proposing`) leaves its trigger open.
    """
    row: dict[str, Any] = {
        "id": pickup_id,
        "seq": sequences.advance(connection, "pickups"),
        "state": state,
        "trigger_id": trigger_id,
        "created_at": now,
        "departure": departure,
        "changed_at": now,
        "next_stop": 1,
        "request": _REQUEST.dump_python(request, mode="json"),
        "plan": None,
    }
    connection.execute(insert(pickups).values(**row))
    trigger = triggers.get(connection, trigger_id) if trigger_id is not None and state == "planning" else None
    if trigger is not None:
        triggers.keep(connection, plan(trigger, pickup_id, now))
    return Pickup(**{**row, "request": request})


def get(connection: Connection, pickup_id: str) -> Pickup | None:
    """Return a round, or None."""
    row = connection.execute(select(pickups).where(pickups.c.id == pickup_id)).first()
    return None if row is None else _pickup(row)


def state_of(connection: Connection, pickup_id: str) -> PickupState | None:
    """Return a round's state, or None, without its plan: that of many stops takes its time to read."""
    state: PickupState | None = connection.execute(select(pickups.c.state).where(pickups.c.id == pickup_id)).scalar()
    return state


def page(connection: Connection, *, before: int | None = None, state: str | None = None, limit: int = 100) -> list[Pickup]:
    """Return up to `limit` rounds, newest first; `before`: the `seq` of the last on the page before. Proposals only where asked for."""
    query = select(pickups).order_by(pickups.c.seq.desc()).limit(limit)
    if before is not None:
        query = query.where(pickups.c.seq < before)
    query = query.where(pickups.c.state.not_in(PROPOSALS) if state is None else pickups.c.state == state)
    return [_pickup(row) for row in connection.execute(query)]


def driven_within(connection: Connection, start: int, end: int) -> list[Pickup]:
    """Return the rounds that were to depart, or had a report, within [start, end) (ms UTC), oldest first."""
    reported = select(stop_events.c.pickup).where(stop_events.c.time >= start, stop_events.c.time < end)
    departs = (pickups.c.departure >= start) & (pickups.c.departure < end)
    query = select(pickups).where(departs | pickups.c.id.in_(reported)).order_by(pickups.c.departure, pickups.c.seq)
    return [_pickup(row) for row in connection.execute(query)]


def running(connection: Connection) -> list[Pickup]:
    """Return the rounds that are neither over nor given up, oldest first."""
    query = select(pickups).where(pickups.c.state.in_(("planning", "planned", "under_way"))).order_by(pickups.c.seq)
    return [_pickup(row) for row in connection.execute(query)]


def bookings(connection: Connection, *, except_for: str | None = None) -> list[Booking]:
    """Return when rounds that are not over have vehicles, without those of the round `except_for`."""
    others = (pickup for pickup in running(connection) if pickup.id != except_for and pickup.plan is not None)
    return [booking for other in others if other.plan for booking in other.plan.booked_for(other.id)]


def requests(connection: Connection, pickup_ids: Sequence[str]) -> list[RoundRequest]:
    """Return the requests of those rounds."""
    query = select(pickups.c.request).where(pickups.c.id.in_(pickup_ids))
    return [_REQUEST.validate_python(request) for request in connection.scalars(query)]


def newest_planned(connection: Connection, before: int) -> Pickup | None:
    """Return the newest round with a plan that was created before `seq` `before`: what a new search may begin from."""
    query = select(pickups).where(pickups.c.seq < before, pickups.c.state.in_(("planned", "under_way", "done")))
    row = connection.execute(query.order_by(pickups.c.seq.desc()).limit(1)).first()
    return None if row is None else _pickup(row)


def lock(connection: Connection, pickup_id: str) -> Pickup | None:
    """Return a round, or None; nobody else changes it until this transaction ends."""
    row = connection.execute(select(pickups).where(pickups.c.id == pickup_id).with_for_update()).first()
    return None if row is None else _pickup(row)


def set_state(connection: Connection, pickup_id: str, state: PickupState, now: int) -> None:
    """Move a round to another state."""
    connection.execute(update(pickups).where(pickups.c.id == pickup_id).values(state=state, changed_at=now))
    _tell_trigger(connection, pickup_id, state, now)


def set_request(connection: Connection, pickup: Pickup, request: RoundRequest, *, departure: int, now: int) -> None:
    """Store what is asked for now and mark the round as to be planned; a proposal stays one."""
    state: PickupState = "proposing" if pickup.state in PROPOSALS else "planning"
    written = _REQUEST.dump_python(request, mode="json")
    values = {"state": state, "request": written, "departure": departure, "changed_at": now}
    connection.execute(update(pickups).where(pickups.c.id == pickup.id).values(**values))


def set_plan(
    connection: Connection, pickup_id: str, state: PickupState, plan: RoundPlan, *, next_stop: int, departure: int, now: int
) -> None:
    """Store a round's plan."""
    written = _PLAN.dump_python(plan, mode="json")
    values = {"state": state, "plan": written, "next_stop": next_stop, "departure": departure, "changed_at": now, "anonymised_at": None}
    connection.execute(update(pickups).where(pickups.c.id == pickup_id).values(**values))
    _tell_trigger(connection, pickup_id, state, now)


def _tell_trigger(connection: Connection, pickup_id: str, state: PickupState, now: int) -> None:
    """Move the round's trigger to the state that follows from the round's."""
    trigger_id = connection.execute(select(pickups.c.trigger_id).where(pickups.c.id == pickup_id)).scalar()
    trigger = triggers.get(connection, trigger_id) if trigger_id is not None else None
    if trigger is None or trigger.pickup_id != pickup_id:
        return
    after = _followed(connection, trigger, state, now)
    if after != trigger:
        triggers.keep(connection, after)


def _followed(connection: Connection, trigger: Trigger, state: PickupState, now: int) -> Trigger:
    if state == "done":
        return finish(trigger, now)
    if state not in ("cancelled", "infeasible"):
        return resume(trigger)
    released = release(trigger)
    # Another may have been raised for its bins meanwhile, and there is never more than one.
    other = triggers.open_of(connection, trigger.area, trigger.fraction)
    return released if other is None else withdraw(released, now)


def _pickup(row: Row[Any]) -> Pickup:
    plan = None if row.plan is None else _PLAN.validate_python(row.plan)
    columns = {name: value for name, value in row._mapping.items() if name != "anonymised_at"}
    return Pickup(**{**columns, "request": _REQUEST.validate_python(row.request), "plan": plan})
