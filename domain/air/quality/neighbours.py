"""Compares a site with its neighbours.

Rule: isolated by more than five times its neighbours: suspect, kept out of headlines.
Its neighbours are the other sites within 10 km that measured the same hour; at least two, and their median (our own choice, O).
"""

from collections.abc import Iterable, Mapping
from math import asin, cos, radians, sin, sqrt
from statistics import median

MOST_TIMES = 5.0
NEAR_KM = 10.0
LEAST_NEIGHBOURS = 2
# Below it every share of clean air is noise: half of the first European band (O).
LEAST_WORTH_TELLING = {"pm25": 10.0, "pm10": 30.0, "no2": 20.0, "o3": 100.0, "so2": 20.0}
_EARTH_KM = 6371.0

Place = tuple[float, float]  # latitude and longitude, degrees


def isolated(parameter: str, mean: float, neighbours: Iterable[float]) -> bool:
    """Return whether a site's hourly mean is more than five times its neighbours' median."""
    others = list(neighbours)
    if len(others) < LEAST_NEIGHBOURS or mean < LEAST_WORTH_TELLING.get(parameter, 0.0):
        return False
    return mean > MOST_TIMES * max(0.0, median(others))


def confirmed(mean: float, neighbours: Iterable[float]) -> bool:
    """Return whether any neighbour measures more than a fifth of a site's hourly mean: two sensors rarely fail together (O)."""
    return any(MOST_TIMES * other > mean for other in neighbours)


def near(place: Place, others: Mapping[str, Place]) -> set[str]:
    """Return those of `others` that lie within 10 km."""
    return {name for name, other in others.items() if _kilometres(place, other) <= NEAR_KM}


def _kilometres(a: Place, b: Place) -> float:
    lat, lon, other_lat, other_lon = map(radians, (*a, *b))
    half = sin((other_lat - lat) / 2) ** 2 + cos(lat) * cos(other_lat) * sin((other_lon - lon) / 2) ** 2
    return 2 * _EARTH_KM * asin(sqrt(min(1.0, half)))
