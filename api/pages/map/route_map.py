"""What the map of a route draws beside the rows of its list: straight lines in the order of driving, its depot, and where it unloads."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from api.pickups.route_answer import RouteAnswer, itinerary

Position = tuple[float, float]  # lat, lon
_DIGITS = 5  # decimals of a degree: a metre


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A map's lines, one a truck, and its places (`kind`: depot or tip). The lines run straight: a plan holds distances, and no roads."""

    lines: Sequence[Sequence[Position]]
    places: Sequence[dict[str, str | float]]


def drawing_of(routes: Iterable[RouteAnswer], name: Callable[[str], str], *, with_tips: bool = False) -> Drawing:
    """Return what to draw of the routes; `name` names depots and unloading sites. `with_tips`: where no row of the list shows them."""
    routes = list(routes)
    places = {("depot", route.depot.id): _place("depot", name(route.depot.id), route.depot.lat, route.depot.lon) for route in routes}
    if with_tips:
        places |= {("tip", tip.tip_id): _place("tip", name(tip.tip_id), tip.lat, tip.lon) for route in routes for tip in route.tips}
    return Drawing(lines=[_straight(route) for route in routes], places=list(places.values()))


def _straight(route: RouteAnswer) -> Sequence[Position]:
    """Return straight lines from the depot by every visit and back."""
    visits = [(visit.lat, visit.lon) for visit in itinerary(route)]
    depot = (route.depot.lat, route.depot.lon)
    return [(round(lat, _DIGITS), round(lon, _DIGITS)) for lat, lon in (depot, *visits, depot)]


def _place(kind: Literal["depot", "tip"], name: str, lat: float, lon: float) -> dict[str, str | float]:
    return {"kind": kind, "name": name, "lat": lat, "lon": lon}
