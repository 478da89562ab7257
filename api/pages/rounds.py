"""Bins that ask for a truck, rounds under way, and a round's map."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from sqlalchemy import Connection

from api.pickups.answer import PickupAnswer
from api.pickups.route_answer import RouteAnswer, StopAnswer, TipAnswer, itinerary
from domain.waste.decision.trigger import Trigger
from storage.state.waste import pickups, triggers
from storage.state.waste.pickups import Pickup

_SHOWN_ROUNDS = 20
_WIDTH, _MARGIN, _LEAST = 1000.0, 40.0, 300.0  # of the drawing, in its own units


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
class Pickups:
    """What the first page says of collecting: triggers that wait, and the newest rounds that are not over."""

    triggers: Sequence[Trigger]
    rounds: Sequence[Running]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One halt on the map; `number` is the stop's, None for a tip or depot."""

    x: float
    y: float
    kind: str
    number: int | None = None
    state: str = "planned"


@dataclass(frozen=True, slots=True, kw_only=True)
class Map:
    """A route drawn to scale, north up; `line`: SVG's points; `scale_m`: metres that `scale` units are long."""

    width: float
    height: float
    line: str
    marks: Sequence[Mark]
    scale: float
    scale_m: int


def waiting(connection: Connection) -> Pickups:
    """Read what waits and what is driven."""
    running = [row for state in ("under_way", "planned", "planning") for row in pickups.page(connection, state=state, limit=_SHOWN_ROUNDS)]
    return Pickups(triggers=triggers.of_state(connection, ["open"]), rounds=[_running(row) for row in running[:_SHOWN_ROUNDS]])


def map_of(route: RouteAnswer) -> Map:
    """Return how a route lies: straight lines between its halts, for no road is known here."""
    along = itinerary(route)
    points = [(route.depot.lat, route.depot.lon), *((halt.lat, halt.lon) for halt in along)]
    south, west = min(lat for lat, _ in points), min(lon for _, lon in points)
    wide = cos(radians(south))
    north, east = max(lat for lat, _ in points) - south, (max(lon for _, lon in points) - west) * wide
    unit = (_WIDTH - 2 * _MARGIN) / max(north, east, 1e-6)
    height = max(_LEAST, north * unit + 2 * _MARGIN)

    def place(lat: float, lon: float) -> tuple[float, float]:
        return round(_MARGIN + (lon - west) * wide * unit, 1), round(height - _MARGIN - (lat - south) * unit, 1)

    depot = place(*points[0])
    marks = [Mark(x=depot[0], y=depot[1], kind="depot"), *(_mark(halt, place(halt.lat, halt.lon)) for halt in along)]
    line = " ".join(f"{x:g},{y:g}" for x, y in [*(place(*point) for point in points), depot])
    scale_m = _round_metres(0.25 * max(north, east, 1e-6) * 111_195)
    return Map(width=_WIDTH, height=round(height, 1), line=line, marks=marks, scale=round(scale_m / 111_195 * unit, 1), scale_m=scale_m)


def progress(answer: PickupAnswer) -> tuple[int, int]:
    """Return how many stops are settled, of how many."""
    states = [stop.state for route in answer.routes for stop in route.stops]
    return sum(state != "planned" for state in states), len(states)


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


def _mark(halt: StopAnswer | TipAnswer, at: tuple[float, float]) -> Mark:
    if isinstance(halt, TipAnswer):
        return Mark(x=at[0], y=at[1], kind="tip")
    return Mark(x=at[0], y=at[1], kind="stop", number=halt.order, state=halt.state)


def _round_metres(metres: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that is not above `metres`."""
    steps: Iterable[int] = (step * 10**power for power in range(7) for step in (1, 2, 5))
    return max((step for step in steps if step <= metres), default=1)
