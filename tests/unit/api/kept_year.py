"""A year of hours at one site stands in the state, and its legal days with it, as watch would have left them."""

from collections.abc import Callable
from typing import Protocol

from domain.air.day import site_days_of
from domain.air.legal_day import bounds_of_year
from domain.air.windows import Grade, SiteHour
from domain.duration import DAY, HOUR
from storage.state.air import site_days, site_hours
from storage.state.engine import State

SITE = "torget"
Series = Callable[[int, int], float | None]  # day of the year from 0, hour


class Keep(Protocol):
    """`keep_year` on a state where the site is registered."""

    def __call__(self, parameter: str, series: Series, *, year: int = 2025, grade: Grade = Grade.REFERENCE) -> None: ...


def keep_year(state: State, parameter: str, series: Series, *, year: int = 2025, grade: Grade = Grade.REFERENCE) -> None:
    """Keep a parameter's year, in place of what was kept of it; the other parameters stay as they are."""
    start, end = bounds_of_year(year)
    means = [
        SiteHour(site=SITE, parameter=parameter, start=at, mean=mean, n=1, expected=1, valid=True, sources=("a",), grade=grade)
        for n, at in enumerate(range(start, end, HOUR))
        if (mean := series(n // 24, n % 24)) is not None
    ]
    days = list(range(start, end, DAY))
    with state.begin() as connection:
        site_hours.save(connection, means)
        others = [day for day in site_days.days(connection, SITE, {"pm25", "pm10", "no2", "o3"}, start, end) if day.parameter != parameter]
        site_days.replace(connection, SITE, days, [*others, *site_days_of(SITE, days, means)])
