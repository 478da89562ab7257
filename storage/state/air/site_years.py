"""What is known of a site's year under a regime: days, exceeding hours and the years before, read once?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from sqlalchemy import Connection

from domain.air.alarm_run import alarm_runs
from domain.air.compliance import Assessment, assess
from domain.air.legal_day import bounds_of_year
from domain.air.limit import Alarm, Limit, Regime, in_force
from domain.air.year import SiteYear
from storage.state.air import site_days, site_hours


@dataclass(frozen=True, slots=True)
class YearAtSite:
    """A legal year at a site, with the years before that the regime's averages need."""

    connection: Connection
    site: str
    regime: Regime
    year: int
    years: Mapping[tuple[str, int], SiteYear]

    def assessments(self) -> list[Assessment]:
        """Judge each of the regime's limits."""
        return [self._finding(limit) for limit in in_force(self.regime.limits, self.year)]

    def alarm_runs(self, alarm: Alarm) -> list[tuple[int, ...]]:
        """Return the runs of windows above an alarm value that are long enough to tell people, as the windows' starts (ms UTC)."""
        if alarm.averaging == "day":
            days = ((day.start, day.judged_day) for day in self._of(alarm.parameter).days)
            return alarm_runs(self.regime, alarm, ((start, mean) for start, mean in days if mean is not None))
        return alarm_runs(self.regime, alarm, self._hours_above(alarm.parameter, alarm.limit))

    def _finding(self, limit: Limit) -> Assessment:
        before = range(self.year - limit.years_averaged + 1, self.year)
        earlier = [self.years[limit.parameter, year] for year in before if (limit.parameter, year) in self.years]
        above = self._hours_above(limit.parameter, limit.limit) if limit.averaging == "hour" else ()
        return assess(self.regime, limit, self._of(limit.parameter), above, earlier)

    def _of(self, parameter: str) -> SiteYear:
        return self.years.get((parameter, self.year)) or SiteYear(parameter=parameter, year=self.year, days=())

    def _hours_above(self, parameter: str, limit: float) -> Sequence[tuple[int, float]]:
        if not any(day.highest is not None and day.highest > limit for day in self._of(parameter).days):
            return ()
        return site_hours.above(self.connection, self.site, parameter, *bounds_of_year(self.year), limit)


def year_at_site(connection: Connection, site: str, regime: Regime, year: int) -> YearAtSite:
    """Read the year of every parameter that the regime knows, and the years before where a limit averages."""
    limits = in_force(regime.limits, year)
    wanted = {limit.parameter for limit in limits} | {alarm.parameter for alarm in regime.alarms}
    averaged = {limit.parameter for limit in limits if limit.years_averaged > 1}
    first = year - max((limit.years_averaged for limit in limits), default=1) + 1
    years: dict[tuple[str, int], SiteYear] = {}
    for of in range(first, year + 1):
        days = site_days.days(connection, site, wanted if of == year else averaged, *bounds_of_year(of))
        for parameter, found in groupby(days, key=attrgetter("parameter")):
            years[parameter, of] = SiteYear(parameter=parameter, year=of, days=list(found))
    return YearAtSite(connection, site, regime, year, years)
