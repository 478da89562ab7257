"""The means of closed windows that a threshold judges: an hour's, eight hours', a day's."""

from collections.abc import Iterable, Mapping, Sequence

from domain.air.legal_day import start_of_day
from domain.air.window_mean import EIGHT_HOURS, ONE_DAY, WindowMean, running
from domain.air.windows import SiteHour
from domain.alerts.threshold import Averaging, Sample
from domain.bounded_value import Bound
from domain.duration import DAY, HOUR

LENGTHS: Mapping[Averaging, int] = {"hour": 1, "8h": EIGHT_HOURS, "day": ONE_DAY, "24h": ONE_DAY}  # hours


def stride(averaging: Averaging) -> int:
    """Return how far apart windows begin (ms): legal days follow each other, running windows begin every hour."""
    return DAY if averaging == "day" else HOUR


def longest_gap(averaging: Averaging) -> int:
    """Return how far apart (ms, one's end to the next one's start) windows may lie and still be in a row: none may be missing."""
    return stride(averaging) - LENGTHS[averaging] * HOUR


def closed_ends(averaging: Averaging, start: int, end: int) -> Sequence[int]:
    """Return the ends (ms UTC) of the windows that close in (start, end], earliest first."""
    if averaging == "day":
        return range(start_of_day(start) + DAY, end + 1, DAY)
    return range(start // HOUR * HOUR + HOUR, end + 1, HOUR)


def hours_to_judge(hour: int) -> Sequence[int]:
    """Return the hours (starts, ms UTC) at whose end windows close that an hour is part of; a day closes with its last, data or not."""
    return hour, start_of_day(hour) + DAY - HOUR


def samples_of(hours: Sequence[SiteHour], averaging: Averaging, ends: Iterable[int]) -> list[Sample]:
    """Return the windows that end at `ends` (ms UTC) as a threshold judges them; an hour with too few readings has its coverage."""
    if averaging == "hour":
        by_end = {hour.end: hour for hour in hours}
        closed = (by_end[end] for end in ends if end in by_end)
        return [_sample(hour, at_least=hour.at_least) for hour in closed]
    valid = {hour.start: hour for hour in hours if hour.valid}
    windows = running({start: hour.mean for start, hour in valid.items()}, ends, LENGTHS[averaging])
    bounds = {start for start, hour in valid.items() if hour.at_least}
    return [_sample(window, at_least=not bounds.isdisjoint(range(window.start, window.end, HOUR))) for window in windows]


def _sample(window: SiteHour | WindowMean, *, at_least: bool) -> Sample:
    bound: Bound = "at_least" if at_least else "exact"
    return Sample(start=window.start, end=window.end, value=window.mean, bound=bound, coverage=window.coverage)
