"""What the best fixed schedule would have come to, tuned on the same history.

Each bin gets the longest whole interval with which at most one in twenty of its cycles would have overflowed at the pace it then
filled; its rounds are laid over the period's days, all bins of an interval on the same day.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from domain.duration import DAY
from domain.waste.routing.fleet import Place
from domain.waste.routing.tour import about_km

_TOLERATED = 0.05  # of the cycles
_LONGEST = 28  # days
_LEAST_CYCLES = 3
_CURVE = 1.25  # a tour along the curve is about a quarter longer than the best (Platzman & Bartholdi 1989)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """From one emptying to the next (ms), and how full the bin then was (%)."""

    length: int
    fill: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleEstimate:
    """What the schedule would have come to over `days`: `bins` it covers, with history enough."""

    bins: int
    emptyings: int
    km: float
    rounds: int


def interval(cycles: Sequence[Cycle]) -> int | None:
    """Return a bin's interval in days, None with too short a history."""
    lasts = sorted((_days_until_full(cycle) for cycle in cycles if cycle.length > 0), reverse=True)
    if len(lasts) < _LEAST_CYCLES:
        return None
    days = lasts[min(len(lasts) - 1, int(len(lasts) * (1 - _TOLERATED)))]
    return int(max(1, min(_LONGEST, days)))


def _days_until_full(cycle: Cycle) -> float:
    return cycle.length * 100 / (cycle.fill * DAY) if cycle.fill > 0 else inf


def estimate_schedule(
    history: Mapping[str, Sequence[Cycle]], places: Mapping[str, Place], depot: Place | None, days: int, detour_factor: float
) -> ScheduleEstimate | None:
    """Return what the schedule would have come to, None where no bin has history enough."""
    intervals = {name: length for name, cycles in history.items() if name in places and (length := interval(cycles)) is not None}
    if not intervals:
        return None
    due: dict[int, list[Place]] = defaultdict(list)
    for name, length in intervals.items():
        for day in range(0, days, length):
            due[day].append(places[name])
    km = sum(about_km(bins, depot, detour_factor) for bins in due.values()) / _CURVE
    return ScheduleEstimate(bins=len(intervals), emptyings=sum(map(len, due.values())), km=km, rounds=len(due))
