"""What a site measured in a legal year, read for `domain.air.regime_year` to judge."""

from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from domain.air.legal_day import bounds_of_year
from domain.air.limit import Regime
from domain.air.site_record import HourlyMean, RecordNeeds, SiteRecord, record_needs
from domain.air.year import SiteYear
from storage.state.air import site_days, site_hours


def site_record(connection: Connection, site: str, regimes: Iterable[Regime], year: int) -> SiteRecord:
    """Read every parameter that the regimes limit: the year's days, its high hours, and the years before where a limit averages."""
    needs = record_needs(regimes, year)
    years = _years(connection, site, needs, year)
    return SiteRecord(year=year, years=years, high_hours=_high_hours(connection, site, needs, year, years))


def _years(connection: Connection, site: str, needs: RecordNeeds, year: int) -> dict[tuple[str, int], SiteYear]:
    first = year - max(needs.averaged.values(), default=1) + 1
    years: dict[tuple[str, int], SiteYear] = {}
    for number in range(first, year + 1):
        days = site_days.days(connection, site, needs.parameters if number == year else needs.averaged, *bounds_of_year(number))
        for parameter, of_parameter in groupby(days, key=attrgetter("parameter")):
            years[parameter, number] = SiteYear(parameter=parameter, year=number, days=list(of_parameter))
    return years


def _high_hours(
    connection: Connection, site: str, needs: RecordNeeds, year: int, years: dict[tuple[str, int], SiteYear]
) -> dict[str, list[HourlyMean]]:
    high: dict[str, list[HourlyMean]] = {}
    for parameter, least in needs.hourly.items():
        days = years[parameter, year].days if (parameter, year) in years else ()
        # The days' highest hours spare most questions to the store: an exceedance is rare.
        if any(day.highest is not None and day.highest > least for day in days):
            high[parameter] = site_hours.above(connection, site, parameter, *bounds_of_year(year), least)
    return high
