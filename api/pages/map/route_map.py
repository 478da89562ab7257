"""A route drawn to scale, with straight lines between its stops: no road is known here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from api.pickups.route_answer import RouteAnswer, StopAnswer, TipAnswer, itinerary

_WIDTH, _MARGIN, _LEAST = 1000.0, 40.0, 300.0  # of the drawing, in its own units


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


def _mark(halt: StopAnswer | TipAnswer, at: tuple[float, float]) -> Mark:
    if isinstance(halt, TipAnswer):
        return Mark(x=at[0], y=at[1], kind="tip")
    return Mark(x=at[0], y=at[1], kind="stop", number=halt.order, state=halt.state)


def _round_metres(metres: float) -> int:
    """Return the largest of 1, 2, 5, 10, 20, 50 … that is not above `metres`."""
    steps: Iterable[int] = (step * 10**power for power in range(7) for step in (1, 2, 5))
    return max((step for step in steps if step <= metres), default=1)
