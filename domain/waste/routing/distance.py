"""Distances and driving times between places."""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from domain.waste.routing.fleet import Place

Source = Literal["straight_line", "osrm"]
EARTH_M = 6_371_008.8  # mean radius, IUGG
STRAIGHT_LINES = "distances are straight lines"  # the note that says so begins with this
UNREACHABLE = 10**7  # metres and seconds between places that no road joins: far above any day's, far below PyVRP's bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """Metres and seconds between places, whole numbers, by the places' ids."""

    index: Mapping[str, int]
    metres: Sequence[Sequence[int]]
    seconds: Sequence[Sequence[int]]
    source: Source

    def between(self, origin: str, target: str) -> tuple[int, int]:
        """Return (metres, seconds) of the leg from one place to another."""
        row, column = self.index[origin], self.index[target]
        return int(self.metres[row][column]), int(self.seconds[row][column])


def straight_metres(origin: Place, target: Place) -> float:
    """Return the great-circle distance (haversine), metres."""
    lat, other = radians(origin.lat), radians(target.lat)
    half = sin((other - lat) / 2) ** 2 + cos(lat) * cos(other) * sin(radians(target.lon - origin.lon) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, half)))


def straight_legs(places: Iterable[Place], *, detour_factor: float, speed_kmh: float) -> Legs:
    """Return the legs as straight lines × `detour_factor`, blind to fjords and bridges: every answer names its source."""
    distinct = list({place.id: place for place in places}.values())
    # Arrays: 5,000 places have 25 million legs; as Python's own numbers those take 2 GiB.
    metres = [array("i", (round(straight_metres(origin, target) * detour_factor) for target in distinct)) for origin in distinct]
    seconds = [array("i", (round(leg * 3.6 / speed_kmh) for leg in row)) for row in metres]
    return Legs(index={place.id: number for number, place in enumerate(distinct)}, metres=metres, seconds=seconds, source="straight_line")
