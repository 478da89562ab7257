"""What a dry run knows of the town besides its list: places on a plane, collection days, trucks, and how long things take."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import dist

from domain.dryrun.demand.cycle import BinHistory
from domain.dryrun.emptying_list import ListedBin

Point = tuple[float, float]  # metres east and north


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How a way is driven: the road's length by the straight line's, km/h, and seconds at a bin."""

    detour_factor: float
    speed_kmh: float
    stop_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Trucks:
    """The trucks of one fraction: where they start and unload, loose litres that one takes, hours of a shift and of unloading."""

    depot: Point
    unloading: Point
    litres: float
    shift_h: float
    unload_h: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The bins of one fraction, which are collected together: their numbers, trucks and collection days."""

    fraction: str
    bins: Sequence[int]
    trucks: Trucks
    departures: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DryTown:
    """The bins in order, where each stands (None: unknown) and how far along Hilbert's curve, their histories and groups.

    `days` of the list; `months`: of each day, which month of the list it is in.
    """

    bins: Sequence[ListedBin]
    points: Sequence[Point | None]
    along: Sequence[int]
    histories: Mapping[str, BinHistory]
    groups: Sequence[Group]
    days: int
    months: Sequence[int]

    @property
    def names(self) -> Sequence[str]:
        """The bins' ids in order."""
        return [bin_.id for bin_ in self.bins]

    def stood(self, number: int) -> tuple[int, int]:
        """Return the days [start, end) within which a bin stood there."""
        history = self.histories[self.bins[number].id]
        return history.start, history.end


def metres(points: Sequence[Point]) -> float:
    """Return the straight length of a way through the points."""
    return sum(map(dist, points, points[1:]))
