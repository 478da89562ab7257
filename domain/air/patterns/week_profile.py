"""How a parameter runs over the hours of the day and the days of the week, on the town's clock (as openair's `timeVariation`)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from domain.air.windows import mean_of
from domain.local_time import TOWN, local

LEAST_HOURS = 3  # of a cell that is shown: fewer are chance (our own choice, O)
HourlyMean = tuple[int, float]  # an hour's start (ms UTC) and its mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The `mean` of the `n` hours that fell on one weekday (0 Monday) and hour of the day."""

    weekday: int
    hour: int
    mean: float
    n: int


def week_profile(hours: Iterable[HourlyMean], zone: ZoneInfo = TOWN) -> list[Cell]:
    """Return the mean of each weekday and hour of the day that has any hour, by weekday and hour."""
    return [
        Cell(weekday=weekday, hour=hour, mean=mean_of(values), n=len(values))
        for (weekday, hour), values in sorted(_by_clock(hours, zone).items())
    ]


def day_profile(cells: Iterable[Cell]) -> dict[int, float]:
    """Return the mean of each hour of the day over all weekdays, each weekday counting alike."""
    by_hour: defaultdict[int, list[float]] = defaultdict(list)
    for cell in cells:
        by_hour[cell.hour].append(cell.mean)
    return {hour: mean_of(means) for hour, means in sorted(by_hour.items())}


@lru_cache(maxsize=9000)  # a year of hours: every parameter has the same ones
def _slot(start: int, zone: ZoneInfo) -> tuple[int, int]:
    clock = local(start, zone)
    return clock.weekday(), clock.hour


def _by_clock(hours: Iterable[HourlyMean], zone: ZoneInfo) -> Mapping[tuple[int, int], list[float]]:
    values: defaultdict[tuple[int, int], list[float]] = defaultdict(list)
    for start, mean in hours:
        values[_slot(start, zone)].append(mean)
    return values
