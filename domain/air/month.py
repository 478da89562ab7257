"""A month at a site, and the days of a year that have no value."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from domain.air.day import SiteDay
from domain.air.legal_day import start_of_date
from domain.air.windows import weighted_mean
from domain.duration import HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One parameter's month of legal days: the `mean` of its `n` valid hours of `expected`; `days` of its days have a valid mean.

    `highest`: the highest valid daily mean and its day, None without one.
    """

    number: int
    n: int
    expected: int
    mean: float
    days: int
    highest: tuple[float, date] | None


def months(days: Sequence[SiteDay]) -> list[Month]:
    """Return the months that have a valid hour; `days`: one parameter's of one year, in order."""
    return [_month(list(of_month)) for _, of_month in groupby(days, key=lambda day: day.dated.replace(day=1))]


def _month(days: Sequence[SiteDay]) -> Month:
    first = days[0].dated.replace(day=1)
    after = (first + timedelta(days=31)).replace(day=1)
    n = sum(day.n for day in days)
    valid = [(day.mean, day.dated) for day in days if day.as_window().valid]
    return Month(
        number=first.month,
        n=n,
        expected=(start_of_date(after) - start_of_date(first)) // HOUR,
        mean=weighted_mean([(day.n, day.mean) for day in days]),
        days=len(valid),
        # Of equal days the first.
        highest=max(valid, key=lambda day: (day[0], -day[1].toordinal()), default=None),
    )


def gaps(year: int, days: Collection[date], until: date) -> list[tuple[date, date]]:
    """Return the spans of days (first and last) of the year, up to `until`, that are not among `days`."""
    spans: list[tuple[date, date]] = []
    last = min(date(year, 12, 31), until)
    for offset in range((last - date(year, 1, 1)).days + 1):
        day = date(year, 1, 1) + timedelta(days=offset)
        if day in days:
            continue
        if spans and spans[-1][1] == day - timedelta(days=1):
            spans[-1] = spans[-1][0], day
        else:
            spans.append((day, day))
    return spans
