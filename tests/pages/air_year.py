"""A year of air at some of the town's sites, as watch would have left it in the state."""

from collections.abc import Callable

from domain.air.day import site_days_of
from domain.air.legal_day import bounds_of_year, start_of_day
from domain.air.windows import Grade, SiteHour
from domain.duration import DAY, HOUR
from storage.state.air import site_days, site_hours
from storage.state.engine import State
from tests.pages.town import NOW

Series = Callable[[int, int], float | None]  # day of the year from 0, hour


def keep_year(
    state: State, site: str, series: dict[str, Series], *, year: int = 2026, grade: Grade = Grade.INDICATIVE, until: int = NOW
) -> None:
    """Keep the hours and days of a legal year until `until` (ms UTC), in place of the site's days before."""
    start, end = bounds_of_year(year)
    end = min(end, until // HOUR * HOUR)
    hours = [
        SiteHour(
            site=site,
            parameter=parameter,
            start=at,
            mean=mean,
            n=6,
            expected=6,
            valid=True,
            sources=(f"air-{int(site[-2:]):02}",),
            grade=grade,
        )
        for parameter, of in series.items()
        for n, at in enumerate(range(start, end, HOUR))
        if (mean := of(n // 24, n % 24)) is not None
    ]
    days = list(range(start, start_of_day(end) + DAY, DAY))
    with state.begin() as connection:
        site_hours.save(connection, hours)
        site_days.replace(connection, site, days, site_days_of(site, days, hours))
