"""A quick estimate of a round's length, without planning it."""

from collections.abc import Sequence
from itertools import pairwise

from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Place

_GRID = 1 << 10


def about_km(places: Sequence[Place], depot: Place | None, detour_factor: float) -> float:
    """Return the km of a round trip along a space-filling curve, straight lines × `detour_factor`.

    About a quarter longer than the best round (Platzman & Bartholdi 1989), so good for comparing rounds, not for planning one.
    """
    if not places:
        return 0.0
    ordered = along_the_curve(places)
    stops = [depot, *ordered, depot] if depot else [*ordered, ordered[0]]
    return sum(straight_metres(origin, target) for origin, target in pairwise(stops)) * detour_factor / 1000


def along_the_curve(places: Sequence[Place]) -> list[Place]:
    """Return the places in the order in which Hilbert's curve over them all passes them."""
    south, west = min(place.lat for place in places), min(place.lon for place in places)
    high, wide = max(place.lat for place in places) - south, max(place.lon for place in places) - west

    def position(place: Place) -> int:
        x = int((place.lon - west) / wide * (_GRID - 1)) if wide else 0
        y = int((place.lat - south) / high * (_GRID - 1)) if high else 0
        return _hilbert(x, y)

    return sorted(places, key=lambda place: (position(place), place.id))


def _hilbert(x: int, y: int) -> int:
    """Return how far along Hilbert's curve a cell of the grid lies."""
    distance, half = 0, _GRID // 2
    while half:
        right, up = int(x & half > 0), int(y & half > 0)
        distance += half * half * ((3 * right) ^ up)
        if not up:
            if right:
                x, y = _GRID - 1 - x, _GRID - 1 - y
            x, y = y, x
        half //= 2
    return distance
