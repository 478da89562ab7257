"""Takes from old rounds what would tell where a driver was: see `domain.waste.rounds.anonymised_round`."""

from dataclasses import replace

from pydantic import TypeAdapter
from sqlalchemy import Connection, select, update

from domain.waste.rounds.anonymised_round import KEPT_WHOLE_MS, anonymised
from domain.waste.rounds.round_plan import RoundPlan
from domain.waste.rounds.round_problem import RoundRequest
from storage.state.tables.rounds import pickups as table
from storage.state.waste import pickups, stop_events, stop_photos
from storage.state.waste.pickups import PROPOSALS, Pickup

_REQUEST, _PLAN = TypeAdapter(RoundRequest), TypeAdapter(RoundPlan)


def due(connection: Connection, now: int, *, limit: int) -> list[str]:
    """Return the ids of up to `limit` rounds that are still whole 30 days after they were to depart, the oldest first."""
    is_due = (table.c.departure <= now - KEPT_WHOLE_MS) & table.c.anonymised_at.is_(None) & table.c.state.not_in(PROPOSALS)
    return list(connection.execute(select(table.c.id).where(is_due).order_by(table.c.departure).limit(limit)).scalars())


def anonymise(connection: Connection, pickup_id: str, detour_factor: float, now: int) -> None:
    """Take trucks, order and times from a round, its reports and its photos."""
    pickup = pickups.lock(connection, pickup_id)
    if pickup is None:
        return
    plan = None if pickup.plan is None else _anonymise_plan(connection, pickup, pickup.plan, detour_factor)
    request = replace(pickup.request, vehicles=None, bins=tuple(sorted(pickup.request.bins, key=lambda bin_: bin_.bin_id)))
    written = {
        "request": _REQUEST.dump_python(request, mode="json"),
        "plan": None if plan is None else _PLAN.dump_python(plan, mode="json"),
    }
    connection.execute(update(table).where(table.c.id == pickup_id).values(**written, anonymised_at=now))


def is_anonymised(connection: Connection, pickup_id: str) -> bool:
    """Return whether a round has lost its trucks and order."""
    return connection.execute(select(table.c.anonymised_at).where(table.c.id == pickup_id)).scalar() is not None


def _anonymise_plan(connection: Connection, pickup: Pickup, plan: RoundPlan, detour_factor: float) -> RoundPlan:
    events = stop_events.numbered(connection, pickup.id)
    old = anonymised(plan, events, is_done=pickup.state == "done", is_cancelled=pickup.state == "cancelled", detour_factor=detour_factor)
    stop_events.anonymise(connection, pickup.id, old.times)
    times = {stop_id: time for number, time in old.times.items() if (stop_id := events[number].stop_id) is not None}
    stop_photos.anonymise(connection, pickup.id, times)
    return old.plan
