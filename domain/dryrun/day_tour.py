"""What a day's round of one fraction takes: its way, its loads and its trucks, without a search for the best order.

The bins are driven along Hilbert's curve; `ratio` says how much shorter the planner's tours were on days that it planned (see
`domain.waste.routing.tour`). A truck unloads on its way home. Each load more is a way to the unloading site and back, each truck more one
from the depot.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, hypot

from domain.dryrun.town import DryTown, Group, Pace, Point, Trucks, metres


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTour:
    """One day of one fraction: straight metres of the way, hours of unloading, and trucks that set out."""

    metres: float
    unload_h: float
    trucks: int


def day_tour(town: DryTown, group: Group, bins: Sequence[int], litres: float, pace: Pace, ratio: float) -> DayTour:
    """Return what emptying these bins with so many litres in them takes.

    A bin without a place costs what the others cost on average: its share of the way is added.
    """
    ordered = sorted(sorted(bins), key=town.along.__getitem__)
    places = [point for number in ordered if (point := town.points[number]) is not None]
    return _with_trucks(group, len(bins), metres(_round(group.trucks, places)) * ratio * _share(bins, places), places, litres, pace)


def ordered_tour(town: DryTown, group: Group, ways: Sequence[Sequence[int]], litres: float) -> DayTour:
    """Return what a day took whose order is known: one way for each truck."""
    bins = [number for way in ways for number in way]
    places = [point for number in bins if (point := town.points[number]) is not None]
    length = sum(metres(_round(group.trucks, [point for number in way if (point := town.points[number])])) for way in ways)
    loads = max(len(ways), ceil(litres / group.trucks.litres))
    to_site = _apart(group.trucks.unloading, _middle(places) or group.trucks.depot)
    extra = (loads - len(ways)) * 2 * to_site
    return DayTour(metres=length * _share(bins, places) + extra, unload_h=loads * group.trucks.unload_h, trucks=len(ways))


def _with_trucks(group: Group, count: int, length: float, places: Sequence[Point], litres: float, pace: Pace) -> DayTour:
    trucks = group.trucks
    middle = _middle(places) or trucks.depot
    loads = max(1, ceil(litres / trucks.litres))
    length += (loads - 1) * 2 * _apart(trucks.unloading, middle)
    hours = length * pace.detour_factor / 1000 / pace.speed_kmh + count * pace.stop_s / 3600 + loads * trucks.unload_h
    needed = max(1, ceil(hours / trucks.shift_h - 1e-9))
    return DayTour(metres=length + (needed - 1) * 2 * _apart(trucks.depot, middle), unload_h=loads * trucks.unload_h, trucks=needed)


def _round(trucks: Trucks, places: Sequence[Point]) -> Sequence[Point]:
    return [trucks.depot, *places, trucks.unloading, trucks.depot] if places else []


def _share(bins: Sequence[int], places: Sequence[Point]) -> float:
    return len(bins) / len(places) if places else 1.0


def _middle(places: Sequence[Point]) -> Point | None:
    if not places:
        return None
    return sum(point[0] for point in places) / len(places), sum(point[1] for point in places) / len(places)


def _apart(origin: Point, target: Point) -> float:
    return hypot(target[0] - origin[0], target[1] - origin[1])
