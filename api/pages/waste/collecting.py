"""Bins that ask for a truck, and the rounds that are not over."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.waste.decision.trigger import Trigger
from storage.state.waste import pickups, triggers
from storage.state.waste.pickups import Pickup

_SHOWN_ROUNDS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A round that is not over, and what tells it from the others; nothing of it is known before it is planned."""

    id: str
    state: str
    departure: int
    fractions: Sequence[str]
    vehicles: Sequence[str]
    stops: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """What pages say of collecting: triggers that wait, and the newest rounds that are not over."""

    triggers: Sequence[Trigger] = ()
    rounds: Sequence[Running] = ()


def waiting(connection: Connection) -> Collecting:
    """Read what waits, the most urgent first, and what is driven."""
    running = [row for state in ("under_way", "planned", "planning") for row in pickups.page(connection, state=state, limit=_SHOWN_ROUNDS)]
    open_triggers = sorted(triggers.of_state(connection, ["open"]), key=lambda trigger: trigger.latest_departure)
    return Collecting(triggers=open_triggers, rounds=[_running(row) for row in running[:_SHOWN_ROUNDS]])


def _running(row: Pickup) -> Running:
    routes = row.plan.routes if row.plan else ()
    stops = [stop for route in routes for stop in route.stops]
    return Running(
        id=row.id,
        state=row.state,
        departure=row.departure,
        fractions=sorted({stop.fraction for stop in stops}),
        vehicles=[route.vehicle for route in routes],
        stops=len(stops),
    )
