"""How full a bin was, as a curve with gaps and as days."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

from domain.local_time import days_from
from domain.waste.level.belief import Belief

_STRETCHES = 300  # of a curve, at most three points in each: a month's points are some two hours apart


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """The fill (%) from `time` (ms UTC) on; None where nobody knows it."""

    time: int
    fill: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DayLevel:
    """One day, from `start` (ms UTC): the highest fill (%) and the last, None where nobody knew any."""

    start: int
    highest: float | None
    last: float | None


def curve(history: Sequence[Belief], start: int, end: int) -> list[Point]:
    """Return the levels within [start, end) (ms UTC) in order of time: none from when a sensor gave no level or counts as silent.

    The last level holds until `end`.
    """
    told = sorted(((time, belief) for belief in history if (time := _begins(belief)) is not None), key=itemgetter(0))
    fills: dict[int, float | None] = {}
    for (begins, belief), until in zip(told, [*(time for time, _ in told), end][1:], strict=True):
        fills[max(begins, start)] = belief.fill if belief.fault is None else None
        if belief.silent_after is not None and begins < belief.silent_after < until:
            fills[max(belief.silent_after, start)] = None
    points = [Point(time=time, fill=fill) for time, fill in sorted(fills.items()) if time < end]
    return [*points, Point(time=end, fill=points[-1].fill)] if points else []


def thinned(points: Sequence[Point], stretches: int = _STRETCHES) -> list[Point]:
    """Return the curve with at most three points for each of its `stretches`: the lowest, the highest and a gap."""
    if len(points) <= 3 * stretches:
        return list(points)
    start, length = points[0].time, points[-1].time - points[0].time + 1
    kept: dict[int, list[Point]] = {}
    for point in points:
        kept.setdefault((point.time - start) * stretches // length, []).append(point)
    return [point for stretch in kept.values() for point in _extremes(stretch)]


def days(points: Sequence[Point], start: int, end: int) -> list[DayLevel]:
    """Return each day of the town within [start, end) (ms UTC), the newest first."""
    times = [point.time for point in points]
    made = []
    for day in days_from(start, 40):
        begins, ends = max(day.at(0), start), min(day.at(86_400), end)
        if begins >= end:
            break
        held = points[max(bisect_right(times, begins) - 1, 0) : bisect_right(times, ends)]
        fills = [point.fill for point in held if point.fill is not None]
        made.append(DayLevel(start=begins, highest=max(fills, default=None), last=held[-1].fill if held else None))
    return made[::-1]


def _begins(belief: Belief) -> int | None:
    """Return from when on it tells the level; a fault is told when it is found, not when the level before it was measured."""
    return belief.known_at if belief.fault is not None else belief.time


def _extremes(stretch: Sequence[Point]) -> list[Point]:
    measured = sorted((point for point in stretch if point.fill is not None), key=lambda point: point.fill or 0.0)
    gaps = [point for point in stretch if point.fill is None]
    return sorted({point.time: point for point in (*measured[:1], *measured[-1:], *gaps[:1])}.values(), key=lambda point: point.time)
