"""What is known of a site's year under a regime: days, exceeding hours and the years before, read at once?"""

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection

from domain.air.compliance import Finding, assess
from domain.air.day import SiteDay
from domain.air.legal_day import bounds_of_year, year_of
from domain.air.limit import Alarm, Limit, Regime, in_force
from domain.air.run import runs_of
from domain.air.windows import HOUR
from domain.air.year import SiteYear
from storage.state import site_days, site_hours

_Years = dict[tuple[str, int], SiteYear]


def assess_year(connection: Connection, site: str, regime: Regime, year: int) -> list[Finding]:
    """Judge each of the regime's limits in one legal year at a site."""
    limits = in_force(regime.limits, year)
    years = _years(connection, site, limits, year)
    findings = []
    for limit in limits:
        before = range(year - limit.years_averaged + 1, year)
        earlier = [years[limit.parameter, one] for one in before if (limit.parameter, one) in years]
        this = years.get((limit.parameter, year), SiteYear(parameter=limit.parameter, year=year, days=()))
        findings.append(assess(regime, limit, this, _above(connection, site, limit, this), earlier))
    return findings


def alarm_runs(connection: Connection, site: str, alarm: Alarm, year: int) -> list[tuple[int, ...]]:
    """Return a year's runs of windows above an alarm value that are long enough to tell people, as the windows' starts (ms UTC)."""
    start, end = bounds_of_year(year)
    if alarm.averaging == "day":
        days = site_days.days(connection, site, {alarm.parameter}, start, end)
        above = [day.start for day in days if day.judged_day is not None and day.judged_day > alarm.limit]
        return runs_of(above, 24 * HOUR, alarm.consecutive)
    hours = site_hours.above(connection, site, alarm.parameter, start, end, alarm.limit)
    return runs_of([hour for hour, _ in hours], HOUR, alarm.consecutive)


def _years(connection: Connection, site: str, limits: Sequence[Limit], year: int) -> _Years:
    """Read the year of every parameter, and the years before where a limit averages."""
    start, end = bounds_of_year(year)
    days = site_days.days(connection, site, {limit.parameter for limit in limits}, start, end)
    averaged = {limit.parameter for limit in limits if limit.years_averaged > 1}
    if averaged:
        first = bounds_of_year(year - max(limit.years_averaged for limit in limits) + 1)[0]
        days += site_days.days(connection, site, averaged, first, start)
    by_year: dict[tuple[str, int], list[SiteDay]] = defaultdict(list)
    for day in days:
        by_year[day.parameter, year_of(day.start)].append(day)
    return {(parameter, of): SiteYear(parameter=parameter, year=of, days=found) for (parameter, of), found in by_year.items()}


def _above(connection: Connection, site: str, limit: Limit, year: SiteYear) -> list[tuple[int, float]]:
    """Return the hours above an hourly limit; the days' highest hours say whether there is any to look for."""
    if limit.averaging != "hour" or all(day.highest is None or day.highest <= limit.limit for day in year.days):
        return []
    return site_hours.above(connection, site, limit.parameter, *bounds_of_year(year.year), limit.limit)
