"""The bins of a town on a street grid, and what is thrown into them when."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random
from typing import Self

from domain.waste.routing.distance import Legs
from domain.waste.routing.fleet import Place

DAY = 86_400_000  # ms
BLOCK_M = 120  # between two streets
DEPOT = "depot:depot"
TIP = "tip:depot"
_SPREAD_M = (2400, 1800)  # standard deviation of streets around the centre, east and north
_NEAR = 2  # blocks between bins of one street
_DEPOT_M = (3600, 1800)  # east and north of the centre

Law = Callable[[int, int], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class TownBin:
    """One bin: on which crossing (blocks east and north of the centre), litres, and when (ms) how much (full bins) was thrown in.

    `law`: mean and variance of what would come in between two times (ms), where the bin is invented and that is known.
    """

    id: str
    east: int
    north: int
    capacity_l: float
    times: Sequence[int]
    amounts: Sequence[float]
    law: Law | None = None

    def thrown_in(self, start: int, end: int) -> float:
        """Return what comes in within (start, end] (ms), in full bins."""
        return self.amounts[bisect_right(self.times, end)] - self.amounts[bisect_right(self.times, start)]

    def full_at(self, emptied: int, content: float = 1.0) -> int | None:
        """Return when (ms) the content reaches `content` after an emptying, None where it never does within the town's days."""
        level = self.amounts[bisect_right(self.times, emptied)] + content
        index = bisect_right(self.amounts, level - 1e-12)
        return self.times[index - 1] if index <= len(self.times) else None


def town_bin(name: str, east: int, north: int, capacity_l: float, thrown: Sequence[tuple[int, float]], law: Law | None = None) -> TownBin:
    """Return a bin into which `thrown` goes: (ms, full bins) in order of time."""
    amounts = (0.0, *accumulate(amount for _, amount in thrown))
    return TownBin(name, east, north, capacity_l, tuple(time for time, _ in thrown), amounts, law)


@dataclass(frozen=True, slots=True)
class Town:
    """The bins of one seed over `days`, and the legs between them."""

    bins: Mapping[str, TownBin]
    days: int
    legs: Legs

    @classmethod
    def of(cls, bins: Sequence[TownBin], days: int, speed_kmh: float) -> Self:
        """Return a town of these bins, driven along its streets."""
        return cls({bin_.id: bin_ for bin_ in bins}, days, street_legs(bins, speed_kmh))

    @property
    def places(self) -> Mapping[str, Place]:
        """Where bins stand, as coordinates near the equator on which a degree is the same both ways."""
        return {name: place(f"bin:{name}", bin_.east * BLOCK_M, bin_.north * BLOCK_M) for name, bin_ in self.bins.items()}


def place(name: str, east_m: float, north_m: float) -> Place:
    """Return a place so many metres from 0°, 0°."""
    return Place(id=name, lat=north_m / 111_195, lon=east_m / 111_195)


DEPOT_PLACE = place(DEPOT, *_DEPOT_M)


def crossings(dice: Random, street_of: Mapping[str, str]) -> dict[str, tuple[int, int]]:
    """Return each bin's crossing: streets lie densest in the centre, and the bins of one street within a few blocks."""
    streets = {street: (dice.gauss(0, _SPREAD_M[0]), dice.gauss(0, _SPREAD_M[1])) for street in sorted(set(street_of.values()))}
    at = {}
    for name, street in sorted(street_of.items()):
        east, north = streets[street]
        at[name] = round(east / BLOCK_M) + dice.randint(-_NEAR, _NEAR), round(north / BLOCK_M) + dice.randint(-_NEAR, _NEAR)
    return at


def street_legs(bins: Sequence[TownBin], speed_kmh: float) -> Legs:
    """Return the legs along the streets: as many blocks east and north as it takes."""
    spots = [(DEPOT, *_DEPOT_M), (TIP, *_DEPOT_M), *((f"bin:{bin_.id}", bin_.east * BLOCK_M, bin_.north * BLOCK_M) for bin_ in bins)]
    metres = [[abs(start[1] - end[1]) + abs(start[2] - end[2]) for end in spots] for start in spots]
    seconds = [[round(length * 3.6 / speed_kmh) for length in row] for row in metres]
    return Legs(index={name: number for number, (name, _, _) in enumerate(spots)}, metres=metres, seconds=seconds, source="straight_line")
