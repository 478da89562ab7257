"""How far, and how long, from one place to another?"""

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import asin, cos, radians, sin, sqrt
from typing import Literal

from domain.waste.routing.fleet import Place

Source = Literal["straight_line", "osrm"]
EARTH_M = 6_371_008.8  # mean radius, IUGG
BLIND = "distances are straight lines"  # so begins the note that says it
NO_WAY = 10**7  # metres and seconds between places that no road joins: far above any day's, far below PyVRP's bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """Metres and seconds between places, whole numbers, by the places' ids."""

    index: Mapping[str, int]
    metres: Sequence[Sequence[int]]
    seconds: Sequence[Sequence[int]]
    source: Source

    def between(self, here: str, there: str) -> tuple[int, int]:
        """Return (metres, seconds) of the way from one place to another."""
        row, column = self.index[here], self.index[there]
        return int(self.metres[row][column]), int(self.seconds[row][column])


def straight_metres(here: Place, there: Place) -> float:
    """Return the great-circle distance (haversine), metres."""
    lat, other = radians(here.lat), radians(there.lat)
    half = sin((other - lat) / 2) ** 2 + cos(lat) * cos(other) * sin(radians(there.lon - here.lon) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(1.0, half)))


def straight_legs(places: Iterable[Place], *, detour_factor: float, speed_kmh: float) -> Legs:
    """Return the legs by straight line × `detour_factor`: blind to fjords and bridges, so every answer names its source."""
    known = list({place.id: place for place in places}.values())
    # Arrays: 5,000 places have 25 million ways, and as Python's own numbers those take 2 GiB.
    metres = [array("i", (round(straight_metres(here, there) * detour_factor) for there in known)) for here in known]
    seconds = [array("i", (round(way * 3.6 / speed_kmh) for way in row)) for row in metres]
    return Legs(index={place.id: number for number, place in enumerate(known)}, metres=metres, seconds=seconds, source="straight_line")
