"""The best fixed schedule that a history can give: an interval for each bin, and a start that keeps neighbours together.

Published so that nobody need believe our baseline. For each bin every interval of 1 to 14 days is laid over the history, and
the longest one is taken with which the bin would have been above `target` (full bins) for at most 1 % of the time: a lower target is
a more careful schedule. Then the rounds are put together: intervals as they are or shortened to 1, 2, 4, 8 days, and all bins
of an interval on the same day (dense rounds) or on days dealt out by how far east they stand (level rounds); whichever
drives fewest km over the history is taken. With `even` no truck leaves every other day, and no interval is odd.
"""

from collections.abc import Mapping
from itertools import product

from bench.waste.drive import DEPARTURE_S, HISTORY
from bench.waste.policies import Schedule
from bench.waste.town import DAY, DEPOT, Town, TownBin

_LONGEST = 14  # days
_TOLERATED = 0.01
_NEVER = 10**6  # metres


def tuned(town: Town, target: float, *, even: bool = False) -> Schedule:
    """Return the schedule for a town, from its history only."""
    free = {name: _interval(bin_, target) for name, bin_ in town.bins.items()}
    if even:
        return Schedule({name: max(2, days - days % 2) for name, days in free.items()}, dict.fromkeys(free, 0))
    doubled = {name: 1 << (days.bit_length() - 1) for name, days in free.items()}
    schedules = [
        Schedule(intervals, offsets) for intervals in (free, doubled) for offsets in (dict.fromkeys(intervals, 0), _dealt(town, intervals))
    ]
    return min(schedules, key=lambda schedule: _km_a_day(town, schedule))


def _interval(bin_: TownBin, target: float) -> int:
    return max((days for days in range(1, _LONGEST + 1) if _above(bin_, days, target) <= _TOLERATED), default=1)


def _above(bin_: TownBin, days: int, target: float) -> float:
    """Return the share of time that the bin would have been above the target, whichever day of the history it began on."""
    late, total = 0, 0
    for start in range(1, HISTORY - days + 1):
        begin = start * DAY + DEPARTURE_S * 1000
        full = bin_.full_at(begin, target)
        late += 0 if full is None else max(0, begin + days * DAY - full)
        total += days * DAY
    return late / total


def _dealt(town: Town, intervals: Mapping[str, int]) -> dict[str, int]:
    """Return each bin's first day, dealt out from west to east among the bins of its interval."""
    offsets: dict[str, int] = {}
    for days in set(intervals.values()):
        same = sorted((name for name, other in intervals.items() if other == days), key=lambda name: (town.bins[name].east, name))
        offsets |= {name: number * days // len(same) for number, name in enumerate(same)}
    return offsets


def _km_a_day(town: Town, schedule: Schedule) -> float:
    """Return roughly how far the schedule drives a day: from each bin to its nearest of the same day, and to the depot and back."""
    metres = 0
    for day in range(HISTORY):
        due = [name for name, days in schedule.intervals.items() if (day - schedule.offsets[name]) % days == 0]
        nearest = dict.fromkeys(due, _NEVER)
        for start, end in product(due, due):
            if start != end:
                nearest[start] = min(nearest[start], town.legs.between(f"bin:{start}", f"bin:{end}")[0])
        if due:
            metres += sum(min(nearest.values()) if len(due) == 1 else length for length in nearest.values())
            metres += 2 * min(town.legs.between(DEPOT, f"bin:{name}")[0] for name in due)
    return metres / HISTORY
