"""What sites measured in a legal year, read for `domain.air.regime_year` to judge."""

from collections.abc import Collection, Iterable
from itertools import groupby

from sqlalchemy import Connection

from domain.air.legal_day import bounds_of_year
from domain.air.limit import Regime
from domain.air.site_record import HourlyMean, RecordNeeds, SiteRecord, record_needs
from domain.air.year import SiteYear
from storage.state.air import site_days, site_hours

_Years = dict[tuple[str, int], SiteYear]


def site_record(connection: Connection, site: str, regimes: Iterable[Regime], year: int) -> SiteRecord:
    """Read every parameter that the regimes limit: the year's days, its high hours, and the years before where a limit averages."""
    return site_records(connection, [site], regimes, year)[site]


def site_records(connection: Connection, sites: Collection[str], regimes: Iterable[Regime], year: int) -> dict[str, SiteRecord]:
    """Read the record of each of several sites, in as many statements as one takes."""
    needs = record_needs(regimes, year)
    years = _years(connection, sites, needs, year)
    high_hours = _high_hours(connection, needs, year, years)
    return {site: SiteRecord(year=year, years=years[site], high_hours=high_hours[site]) for site in sites}


def _years(connection: Connection, sites: Collection[str], needs: RecordNeeds, year: int) -> dict[str, _Years]:
    first = year - max(needs.averaged.values(), default=1) + 1
    years: dict[str, _Years] = {site: {} for site in sites}
    for number in range(first, year + 1):
        parameters = needs.parameters if number == year else needs.averaged
        days = site_days.of_sites(connection, sites, parameters, *bounds_of_year(number))
        for (site, parameter), of_parameter in groupby(days, key=lambda day: (day.site, day.parameter)):
            years[site][parameter, number] = SiteYear(parameter=parameter, year=number, days=list(of_parameter))
    return years


def _high_hours(connection: Connection, needs: RecordNeeds, year: int, years: dict[str, _Years]) -> dict[str, dict[str, list[HourlyMean]]]:
    high: dict[str, dict[str, list[HourlyMean]]] = {site: {} for site in years}
    for parameter, least in needs.hourly.items():
        # The days' highest hours spare most questions to the store: an exceedance is rare.
        sites = [site for site, of_site in years.items() if _reaches(of_site.get((parameter, year)), least)]
        above = site_hours.above(connection, sites, parameter, *bounds_of_year(year), least) if sites else {}
        for site, hours in above.items():
            high[site][parameter] = hours
    return high


def _reaches(year: SiteYear | None, least: float) -> bool:
    return year is not None and any(day.highest is not None and day.highest > least for day in year.days)
