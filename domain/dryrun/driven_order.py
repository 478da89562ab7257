"""The practice's own rounds as far as the list's times tell in which order they were driven.

A day's order is believed where every emptying has a time and the way through them is not much longer than a good tour: a way
that is shows several trucks in one list, and is estimated as every other policy's is.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.dryrun.day_tour import DayTour, day_tour, ordered_tour
from domain.dryrun.emptying_list import EmptyingList, Visit
from domain.dryrun.tally import TourOf
from domain.dryrun.town import DryTown, Group, Pace

_BELIEVED = 1.5  # times a good tour: crews drive worse than a planner, though not twice as far
Ways = Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How the practice's tours are reckoned: in the order of the list on the days of `ways`, which are `known` (0–1) of all emptyings."""

    tour_of: TourOf
    known: float


def practice_of(town: DryTown, group: Group, listed: EmptyingList, pace: Pace, ratio: float) -> Practice:
    """Return how the practice of one fraction was driven."""
    count = sum(1 for number in group.bins for visit in listed.visits[town.bins[number].id] if visit.emptied)
    ways = believed_ways(town, group, listed, pace, ratio)
    known = sum(len(way) for day in ways.values() for way in day) / max(count, 1)
    return Practice(tour_of=_tours(town, group, ways, pace, ratio), known=known)


def believed_ways(town: DryTown, group: Group, listed: EmptyingList, pace: Pace, ratio: float) -> Mapping[int, Ways]:
    """Return the ways of each day whose order is believed."""
    return {day: ways for day, ways in _orders(town, group, listed).items() if _is_believed(town, group, ways, pace, ratio)}


def _tours(town: DryTown, group: Group, ways: Mapping[int, Ways], pace: Pace, ratio: float) -> TourOf:
    def tour_of(day: int, bins: Sequence[int], litres: float) -> DayTour:
        if day in ways:
            return ordered_tour(town, group, ways[day], litres)
        return day_tour(town, group, bins, litres, pace, ratio)

    return tour_of


def _is_believed(town: DryTown, group: Group, ways: Ways, pace: Pace, ratio: float) -> bool:
    """Return whether the ways were driven so: those of several named vehicles were, for nobody else's bins are among them."""
    if len(ways) > 1:
        return True
    bins = [number for way in ways for number in way]
    good = day_tour(town, group, bins, 0.0, pace, ratio).metres
    return ordered_tour(town, group, ways, 0.0).metres <= _BELIEVED * good


def _orders(town: DryTown, group: Group, listed: EmptyingList) -> Mapping[int, Ways]:
    """Return each day's ways, one for each vehicle that the list names, of the days on which every emptying has a time."""
    by_day: dict[int, list[tuple[int, Visit]]] = defaultdict(list)
    for number in group.bins:
        for visit in listed.visits[town.bins[number].id]:
            if visit.emptied:
                by_day[visit.day].append((number, visit))
    return {day: _by_vehicle(visits) for day, visits in by_day.items() if all(visit.second is not None for _, visit in visits)}


def _by_vehicle(visits: Sequence[tuple[int, Visit]]) -> Ways:
    ways: dict[str, list[int]] = defaultdict(list)
    for number, visit in sorted(visits, key=lambda pair: (pair[1].second or 0, pair[1].line)):
        ways[visit.vehicle or ""].append(number)
    return list(ways.values())
