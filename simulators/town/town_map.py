"""The simulated town as a map: its river, wood, roads, streets and names, for pages that may not call another host."""

from collections.abc import Iterable, Sequence
from math import cos, tau
from typing import Any, Final

from simulators.noise import gauss
from simulators.town.places import SPOTS, coordinates
from simulators.town.streets import Point, bent, streets

Feature = dict[str, Any]
_RIVER_WIDTH_M = 90
_RIVER: Final[tuple[Point, ...]] = (
    (-3200, -560),
    (-1800, -480),
    (-900, -400),
    (-180, -345),
    (500, -400),
    (1150, -480),
    (2000, -620),
    (3200, -980),
)
_ROADS: Final[dict[str, tuple[Point, ...]]] = {
    "Riksvegen": ((-250, -3200), (-520, -1500), (-450, -210), (-350, 620), (-560, 1700), (-500, 3200)),
    "Fylkesvegen": ((1450, 430), (2200, 600), (3200, 520)),
    "Elvervegen": ((-1350, -250), (-2200, -180), (-3200, -250)),
}
_RAILWAY: Final[tuple[Point, ...]] = ((-3200, -700), (-1200, -640), (260, -560), (1400, -820), (3200, -1250))
_GREEN: Final[dict[str, tuple[Point, float]]] = {
    "Elveparken": ((-190, -290), 55),
    "Skogheim": ((1950, 1480), 420),
    "Myra": ((-1250, -1350), 330),
}
_LAKE: Final[tuple[str, Point, float]] = ("Myrtjernet", (-1150, -1420), 170)


def town_map(seed: int) -> Feature:
    """Return the town of `seed` as GeoJSON: features with a `kind` (`water green rail road street place`) and a `name`, lowest first."""
    areas = [_area(seed, "green", name, *place) for name, place in _GREEN.items()]
    areas += [_river(seed), _area(seed, "water", *_LAKE)]
    lines = [_line("rail", "", bent(_RAILWAY, seed, "railway"))]
    lines += [_line("road", name, bent(course, seed, name)) for name, course in _ROADS.items()]
    lines += [_line("street", street.name, street.course) for street in streets(seed)]
    places = [_feature("place", spot.name, {"type": "Point", "coordinates": _position((spot.north, spot.east))}) for spot in SPOTS]
    return {"type": "FeatureCollection", "features": [*areas, *lines, *places]}


def _river(seed: int) -> Feature:
    """Return the river between its two banks."""
    middle = bent(_RIVER, seed, "river")
    west = [(north, east - _RIVER_WIDTH_M / 2) for north, east in middle]
    east = [(north, east + _RIVER_WIDTH_M / 2) for north, east in reversed(middle)]
    return _polygon("water", "Elva", [*west, *east])


def _area(seed: int, kind: str, name: str, middle: Point, radius: float) -> Feature:
    """Return a round area with an uneven edge."""
    edges = 14
    radii = [radius * (1 + 0.08 * gauss(seed, "area", name, edge)) for edge in range(edges)]
    turns = [(cos(tau * edge / edges), cos(tau * edge / edges - tau / 4)) for edge in range(edges)]
    corners = [(middle[0] + r * north, middle[1] + r * east) for r, (north, east) in zip(radii, turns, strict=True)]
    return _polygon(kind, name, corners)


def _polygon(kind: str, name: str, corners: Sequence[Point]) -> Feature:
    return _feature(kind, name, {"type": "Polygon", "coordinates": [_positions([*corners, corners[0]])]})


def _line(kind: str, name: str, course: Iterable[Point]) -> Feature:
    return _feature(kind, name, {"type": "LineString", "coordinates": _positions(course)})


def _feature(kind: str, name: str, geometry: Feature) -> Feature:
    return {"type": "Feature", "properties": {"kind": kind, "name": name}, "geometry": geometry}


def _positions(course: Iterable[Point]) -> list[list[float]]:
    return [_position(point) for point in course]


def _position(point: Point) -> list[float]:
    """Return GeoJSON's order: longitude, latitude (RFC 7946, 3.1.1)."""
    lat, lon = coordinates(*point)
    return [lon, lat]
