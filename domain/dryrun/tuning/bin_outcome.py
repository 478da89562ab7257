"""What a bin comes to on given truck days: emptied with every so many of them, or when its sensor says so.

Neither depends on other bins, so that each is worked out once, and schedules and sensors are then chosen among them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.sensing.sight import Outlook, Sensors, called, waits_of

RISKS = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5)
TIMES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 21, 28)  # a bin goes with every so many truck days
LONGEST = 28  # days
Fulls = Sequence[float]  # of each day, when a bin emptied on it is full (days with their fraction), infinite where it never is


@dataclass(frozen=True, slots=True)
class Outcome:
    """Emptyings, and hours over full, of the days of the list; of several draws their mean."""

    emptyings: float
    overflow_hours: float


@dataclass(frozen=True, slots=True)
class Turn:
    """Every how many truck days a bin goes, and with which it begins."""

    times: int
    first: int

    def days(self, truck_days: Sequence[int], stood: tuple[int, int]) -> Sequence[int]:
        """Return its days within those [start, end) that it stood there."""
        first, last = bisect_right(truck_days, stood[0]), bisect_left(truck_days, stood[1])
        return truck_days[first + (self.first - first) % self.times : last : self.times]


def turns_of(truck_days: Sequence[int]) -> Sequence[Turn]:
    """Return the turns that a bin may have: no longer than `LONGEST` days, but for the shortest."""
    between = (truck_days[-1] - truck_days[0]) / (len(truck_days) - 1) if len(truck_days) > 1 else LONGEST
    longest = max(1, int(LONGEST / between))
    return [Turn(times, first) for times in TIMES if times <= longest for first in range(times)]


def fulls_of(filling: Filling) -> Fulls:
    """Return of each day when a bin that is emptied on it is full."""
    return [inf if full is None else full for full in map(filling.full_at, range(len(filling.amounts)))]


def by_turns(fulls: Fulls, truck_days: Sequence[int], stood: tuple[int, int]) -> Sequence[Outcome]:
    """Return the outcome of each turn, in the order of `turns_of`."""
    return [_outcome(fulls, turn.days(truck_days, stood), stood) for turn in turns_of(truck_days)]


def _outcome(fulls: Fulls, days: Sequence[int], stood: tuple[int, int]) -> Outcome:
    over = sum(
        until - fulls[emptied] for emptied, until in zip((stood[0], *days), (*days, stood[1]), strict=True) if fulls[emptied] < until
    )
    return Outcome(len(days), 24.0 * over)


def by_sensor(number: int, fulls: Fulls, truck_days: Sequence[int], stood: tuple[int, int], sensors: Sensors) -> Sequence[Outcome]:
    """Return the outcome of a sensor at each of `RISKS`."""
    filling = sensors.fillings[number]
    waits = waits_of(truck_days, stood, len(filling.amounts) - 1)
    levels, coming = [filling.amounts[day] for day, _ in waits], sensors.coming(number, waits)
    outlooks = (Outlook(levels, sensors.may(number, coming, risk)) for risk in RISKS)
    return [_outcome(fulls, called(filling, stood[0], waits, outlook), stood) for outlook in outlooks]


def mean(outcomes: Sequence[Sequence[Outcome]]) -> Sequence[Outcome]:
    """Return, place for place, the mean of several draws' outcomes."""
    return [
        Outcome(sum(each.emptyings for each in same) / len(same), sum(each.overflow_hours for each in same) / len(same))
        for same in zip(*outcomes, strict=True)
    ]
