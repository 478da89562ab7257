"""What is known of one parameter on one legal day at one site: the sums from which a year is judged.

Rules (Directive 2008/50/EC annex XI A, V but for the daily mean's, M): a daily mean needs 18 of 24 hours; an 8 h window belongs
to the day on which it ends, so a day's first is 17:00–01:00; the daily maximum 8 h mean needs 18 of 24 windows.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from domain.air.direction import DIRECTIONS
from domain.air.legal_day import date_of, start_of_day
from domain.air.window_mean import EIGHT_HOURS, ONE_DAY, WindowMean, running
from domain.air.windows import Grade, SiteHour, is_covered, mean_of
from domain.duration import DAY, HOUR

BEFORE = (EIGHT_HOURS - 1) * HOUR  # the first 8 h window of a day begins so long before it (ms)


class SiteDay(NamedTuple):  # years of them are read for each answer: a frozen dataclass takes six times as long to make
    """One parameter's legal day, from `start` (ms UTC), in the parameter's unit.

    `n` and `mean`: its valid hours. `judged`, `judged_mean`, `highest`: those that may feed exceedance counts and the highest
    of them. `eight_hours`: the highest 8 h mean of the day's `windows` valid windows. `indicative`: not all hours are an
    official instrument's. `sources`: the devices whose hours these are. `at_least`: the true means are no lower (see `SiteHour`).
    """

    site: str
    parameter: str
    start: int
    n: int
    mean: float
    judged: int
    judged_mean: float | None
    highest: float | None
    windows: int
    eight_hours: float | None
    indicative: bool
    sources: tuple[str, ...]
    at_least: bool = False

    @property
    def dated(self) -> date:
        """The legal day's date."""
        return date_of(self.start)

    @property
    def judged_day(self) -> float | None:
        """The daily mean where 18 of 24 hours may be judged, else None."""
        return self.judged_mean if is_covered(self.judged, ONE_DAY) else None

    @property
    def judged_eight_hours(self) -> float | None:
        """The daily maximum 8 h mean where 18 of 24 windows are valid, else None."""
        return self.eight_hours if is_covered(self.windows, ONE_DAY) else None

    def as_window(self) -> WindowMean:
        """Return the day's mean of all its valid hours."""
        valid = is_covered(self.n, ONE_DAY)
        return WindowMean(
            start=self.start,
            end=self.start + DAY,
            mean=self.mean,
            n=self.n,
            expected=ONE_DAY,
            valid=valid,
            sources=self.sources,
            indicative=self.indicative,
            at_least=self.at_least,
        )


def site_days_of(site: str, starts: Sequence[int], hours: Iterable[SiteHour]) -> list[SiteDay]:
    """Return the days (starts, ms UTC) of every parameter at a site that has a valid hour in them; of directions no day has a mean."""
    starts_ = set(starts)
    by_day: dict[tuple[str, int], list[SiteHour]] = defaultdict(list)
    for hour in hours:
        if hour.parameter in DIRECTIONS:
            continue
        for day in {start_of_day(hour.start), start_of_day(hour.start + BEFORE)} & starts_:
            by_day[hour.parameter, day].append(hour)
    days = (site_day(site, parameter, day, of_day) for (parameter, day), of_day in by_day.items())
    return [day for day in days if day is not None]


def site_day(site: str, parameter: str, start: int, hours: Iterable[SiteHour]) -> SiteDay | None:
    """Sum up the day from its valid hours and those of the seven hours before it; None for a day without a valid hour.

    `hours`: one parameter's at one site, of any time; what lies elsewhere takes no part.
    """
    valid = {hour.start: hour for hour in hours if hour.valid and start - BEFORE <= hour.start < start + DAY}
    today = [hour for hour in valid.values() if hour.start >= start]
    if not today:
        return None
    means = [hour.mean for hour in today if hour.grade is not Grade.BLIND]
    windows = _windows(start, {hour.start: hour.mean for hour in valid.values() if hour.grade is not Grade.BLIND})
    return SiteDay(
        site=site,
        parameter=parameter,
        start=start,
        n=len(today),
        mean=mean_of([hour.mean for hour in today]),
        judged=len(means),
        judged_mean=mean_of(means) if means else None,
        highest=max(means, default=None),
        windows=len(windows),
        eight_hours=max(windows, default=None),
        indicative=any(hour.grade is not Grade.REFERENCE for hour in today),
        sources=tuple(sorted({source for hour in today for source in hour.sources})),
        at_least=any(hour.at_least for hour in today),
    )


def _windows(start: int, means: Mapping[int, float]) -> list[float]:
    ends = range(start + HOUR, start + DAY + HOUR, HOUR)
    return [window.mean for window in running(means, ends, EIGHT_HOURS) if window.valid]
