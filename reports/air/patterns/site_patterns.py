"""What a period's hours at a site tell, parameter by parameter, read from the state."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy import Connection

from config.catalogue import Catalogue
from domain.air.day import SiteDay
from domain.air.legal_day import start_of_date
from domain.air.patterns.polar_mean import PolarCell, polar_means
from domain.air.patterns.pollution_rose import PollutionRose, pollution_rose, rose_bounds
from domain.air.patterns.theil_sen import LEAST_MONTHS, Trend, deseasonalised, theil_sen
from domain.air.patterns.week_profile import LEAST_HOURS, Cell, week_profile
from domain.air.patterns.wind_hours import WindHour, wind_hours
from domain.air.windows import AIR_PARAMETERS, WEATHER, is_covered, weighted_mean
from domain.duration import DAY, HOUR
from domain.parameter_order import rank
from storage.state.air import site_days, site_hours

_YEARS = 20  # looked back for a trend
LEAST_WINDY = 72  # hours with wind, three days: of less a rose is chance (our own choice, O)
MonthMean = tuple[int, int, float]  # year, month, mean
_Hours = Mapping[str, Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterPatterns:
    """One parameter's period.

    `days`: valid daily means by legal day. `profile`: the hours of the week with enough readings. `windy`: the hours of which the wind is
    known; `rose` and `polar` are None and empty for less than `LEAST_WINDY`. `months`: the valid monthly means of all years until the
    period's end, `trend` of them without their season (a year), None for less than three years.
    """

    parameter: str
    unit: str
    n: int
    days: Sequence[tuple[date, float]]
    profile: Sequence[Cell]
    windy: int
    rose: PollutionRose | None
    polar: Sequence[PolarCell]
    months: Sequence[MonthMean]
    trend: Trend | None


def site_patterns(connection: Connection, catalogue: Catalogue, site: str, first: date, last: date) -> list[ParameterPatterns]:
    """Read the patterns of what was measured at a site from `first` to `last`, legal days and both included, health first."""
    start, end = start_of_date(first), start_of_date(last) + DAY
    hours = _hours(connection, site, start, end)
    speeds, directions = dict(hours.get("wind_speed", ())), dict(hours.get("wind_direction", ()))
    pollutants = sorted(hours.keys() - WEATHER, key=rank)
    days = site_days.days(connection, site, pollutants, end - _YEARS * 366 * DAY, end) if pollutants else []
    by_parameter = {name: list(of_name) for name, of_name in groupby(days, key=lambda day: day.parameter)}
    return [
        _patterns(name, catalogue.unit(name), hours[name], by_parameter.get(name, []), start, wind_hours(hours[name], speeds, directions))
        for name in pollutants
    ]


def _hours(connection: Connection, site: str, start: int, end: int) -> _Hours:
    hours: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
    for parameter, hour, mean in site_hours.valid_means(connection, site, AIR_PARAMETERS, start, end):
        hours[parameter].append((hour, mean))
    return hours


def _patterns(
    parameter: str, unit: str, hours: Sequence[tuple[int, float]], days: Sequence[SiteDay], start: int, windy: Sequence[WindHour]
) -> ParameterPatterns:
    months = month_means(days)
    is_enough_wind = len(windy) >= LEAST_WINDY
    return ParameterPatterns(
        parameter=parameter,
        unit=unit,
        n=len(hours),
        days=[(day.dated, day.mean) for day in days if day.start >= start and day.as_window().valid],
        profile=[cell for cell in week_profile(hours) if cell.n >= LEAST_HOURS],
        windy=len(windy),
        rose=pollution_rose(windy, rose_bounds([hour.value for hour in windy])) if is_enough_wind else None,
        polar=polar_means(windy) if is_enough_wind else (),
        months=months,
        trend=theil_sen(deseasonalised(months)) if len(months) >= LEAST_MONTHS else None,
    )


def month_means(days: Iterable[SiteDay]) -> list[MonthMean]:
    """Return the mean of each month with 75 % of its hours; `days`: one parameter's, in order."""
    means: list[MonthMean] = []
    for first, group in groupby(days, key=lambda day: day.dated.replace(day=1)):
        of_month = list(group)
        after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        expected = (start_of_date(after) - start_of_date(first)) // HOUR
        if is_covered(sum(day.n for day in of_month), expected):
            means.append((first.year, first.month, weighted_mean([(day.n, day.mean) for day in of_month])))
    return means
