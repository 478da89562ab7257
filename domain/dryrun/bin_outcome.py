"""What a bin comes to on given truck days: emptied with every so many of them, or when its sensor says so.

Neither depends on other bins, so that each is worked out once, and schedules and sensors are then chosen among them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.policy import Sight, called

RISKS = (0.01, 0.03, 0.1, 0.2, 0.3, 0.5)
TIMES = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 21, 28)  # a bin goes with every so many truck days
LONGEST = 28  # days


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
        return [day for day in truck_days[self.first :: self.times] if stood[0] < day < stood[1]]


def turns_of(truck_days: Sequence[int]) -> Sequence[Turn]:
    """Return the turns that a bin may have: no longer than `LONGEST` days, but for the shortest."""
    between = (truck_days[-1] - truck_days[0]) / (len(truck_days) - 1) if len(truck_days) > 1 else LONGEST
    longest = max(1, int(LONGEST / between))
    return [Turn(times, first) for times in TIMES if times <= longest for first in range(times)]


def by_turns(filling: Filling, truck_days: Sequence[int], stood: tuple[int, int]) -> Sequence[Outcome]:
    """Return the outcome of each turn, in the order of `turns_of`."""
    start, end = stood
    full_at = {day: filling.full_at(day) for day in truck_days if start < day < end}
    full_at[start] = filling.full_at(start)
    return [_outcome(full_at, turn.days(truck_days, stood), stood) for turn in turns_of(truck_days)]


def _outcome(full_at: dict[int, float | None], days: Sequence[int], stood: tuple[int, int]) -> Outcome:
    over = 0.0
    for emptied, until in zip((stood[0], *days), (*days, stood[1]), strict=True):
        full = full_at[emptied]
        if full is not None and full < until:
            over += until - full
    return Outcome(len(days), 24 * over)


def by_sensor(
    number: int, filling: Filling, truck_days: Sequence[int], stood: tuple[int, int], sights: Sequence[Sight]
) -> Sequence[Outcome]:
    """Return the outcome of each sight, such as that of a sensor at each limit of risk."""
    outcomes = []
    for sight in sights:
        days = called(truck_days, number, stood, len(filling.amounts) - 1, sight)
        outcomes.append(_outcome({day: filling.full_at(day) for day in (stood[0], *days)}, days, stood))
    return outcomes


def mean(outcomes: Sequence[Sequence[Outcome]]) -> Sequence[Outcome]:
    """Return, place for place, the mean of several draws' outcomes."""
    return [
        Outcome(sum(each.emptyings for each in same) / len(same), sum(each.overflow_hours for each in same) / len(same))
        for same in zip(*outcomes, strict=True)
    ]
