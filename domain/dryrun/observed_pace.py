"""How a town's rounds are driven, as far as the times between the emptyings of one round tell.

From one emptying to the next it takes stop + straight way × pace. Both are fitted over all such legs; those far off, with a break or
a way to unload between them, are left out. Hours follow from that, whatever the roads are like. How much longer the roads are than
the straight line follows only where stops last alike and some roads are straight: the quickest legs then show the speed, and the
mean leg how much of it is lost.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import hypot
from statistics import linear_regression, median

from domain.dryrun.driven_order import Ways
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.town import DryTown

_FEWEST = 60  # legs: fewer say nothing
_LONGEST_S = 1800.0  # between two emptyings of a round
_FITS = 6
_FAR_OFF = 6.0  # median deviations, each by what the leg should take
_CLOSE = 0.01  # of what the leg should take: nearer than that nothing is far off
_STOP_S = (15.0, 600.0)  # what a stop may take: else the times are not those of the emptyings
_CROW_KMH = (4.0, 60.0)
_ALIKE_S = 10.0  # median deviation of stops: where they scatter more, quick legs are short stops
_CLEAR = 8.0  # times that deviation a leg drives, to show a speed
_QUICKEST = 0.05  # of the legs run straight
_MOST = 1.6  # a longer road is none: the times scatter

Leg = tuple[float, float]  # straight metres, seconds from emptying to emptying


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedPace:
    """Seconds at a bin, km/h along the straight line, and the road's length by the straight line's (None: the legs do not tell)."""

    stop_s: float
    crow_kmh: float
    detour_factor: float | None


def legs_of(town: DryTown, listed: EmptyingList, ways: Iterable[tuple[int, Ways]]) -> Iterator[Leg]:
    """Yield the legs of believed ways, each with its day, between bins whose places and times are known."""
    seconds = {
        (visit.day, number): visit.second
        for number, name in enumerate(town.names)
        for visit in listed.visits[name]
        if visit.emptied and visit.second is not None
    }
    for day, of_day in ways:
        for way in of_day:
            for number, other in pairwise(way):
                start, end = town.points[number], town.points[other]
                if start is not None and end is not None:
                    yield hypot(end[0] - start[0], end[1] - start[1]), float(seconds[day, other] - seconds[day, number])


def observed_pace(legs: Iterable[Leg]) -> ObservedPace | None:
    """Return how the legs were driven, None where their times do not tell."""
    kept = [leg for leg in legs if 0 <= leg[1] <= _LONGEST_S]
    for _ in range(_FITS):
        if len(kept) < _FEWEST or min(kept)[0] == max(kept)[0]:
            return None
        pace, stop_s = linear_regression(*zip(*kept, strict=True))
        if pace <= 0 or not _within(stop_s, _STOP_S) or not _within(3.6 / pace, _CROW_KMH):
            return None
        off = [abs(seconds / (stop_s + pace * way) - 1) for way, seconds in kept]
        bound = _FAR_OFF * max(median(off), _CLOSE)
        kept = [leg for leg, deviation in zip(kept, off, strict=True) if deviation <= bound]
    return ObservedPace(stop_s=stop_s, crow_kmh=3.6 / pace, detour_factor=_detour_factor(kept, pace, stop_s))


def _detour_factor(legs: Sequence[Leg], pace: float, stop_s: float) -> float | None:
    """Return the mean pace by that of the quickest legs, whose roads run straight; None where stops differ too much to tell."""
    if all(seconds % 60 == 0 for _, seconds in legs):
        return None  # noted in minutes: a quick leg is a rounded one
    nearest = sorted(legs)[: len(legs) // 5]
    scatter = median(abs(seconds - stop_s - pace * way) for way, seconds in nearest)
    clear = sorted((seconds - stop_s) / way for way, seconds in legs if pace * way > _CLEAR * scatter)
    if scatter > _ALIKE_S or len(clear) < _FEWEST or (quickest := clear[int(_QUICKEST * len(clear))]) <= 0:
        return None
    factor = pace / quickest
    return factor if 1 <= factor <= _MOST else None


def _within(value: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= value <= bounds[1]
