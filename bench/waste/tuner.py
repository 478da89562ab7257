"""The best fixed schedule that a history can give: an interval for each bin, and a start that keeps neighbours together.

Published so that nobody need believe our baseline. Each bin's interval, of 1 to 14 days, is that of `bench.waste.best_interval`, as the
dry year has it. Then the rounds are put together: intervals as they are or shortened to 1, 2, 4, 8 days, and all bins
of an interval on the same day (dense rounds) or on days dealt out by how far east they stand (level rounds); whichever
drives fewest km over the history is taken. With `even` no truck leaves every other day, and no interval is odd.
"""

from itertools import product

from bench.waste.best_interval import dealt, halved_to_powers, longest_interval
from bench.waste.drive import DEPARTURE_S, HISTORY
from bench.waste.policies import Schedule
from bench.waste.town import DAY, DEPOT, Town, TownBin

_LONGEST = 14  # days
_NEVER = 10**6  # metres


def tuned(town: Town, target: float, *, even: bool = False) -> Schedule:
    """Return the schedule for a town, from its history only."""
    free = {name: _interval(bin_, target) for name, bin_ in town.bins.items()}
    if even:
        return Schedule({name: max(2, days - days % 2) for name, days in free.items()}, dict.fromkeys(free, 0))
    east = {name: float(bin_.east) for name, bin_ in town.bins.items()}
    schedules = [
        Schedule(intervals, offsets)
        for intervals in (free, halved_to_powers(free))
        for offsets in (dict.fromkeys(intervals, 0), dealt(intervals, east))
    ]
    return min(schedules, key=lambda schedule: _km_a_day(town, schedule))


def _interval(bin_: TownBin, target: float) -> int:
    starts = [day * DAY + DEPARTURE_S * 1000 for day in range(1, HISTORY)]
    end = HISTORY * DAY + DEPARTURE_S * 1000
    return longest_interval(lambda start: bin_.full_at(start, target), starts, end=end, day=DAY, longest=_LONGEST)


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
