"""What stands in a year's report of the air at a site? Put together once; HTML and CSV show the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from api.air.report.devices import SiteDevice, site_devices
from api.air.report.plot import Plot, plots
from api.text.parameter_order import rank
from config.catalogue import Catalogue
from domain.air.compliance import Assessment
from domain.air.legal_day import bounds_of_year, date_of
from domain.air.limit import Alarm, Limit, Regime
from domain.air.month import Month, months
from domain.air.window_mean import WindowMean
from domain.air.year import SiteYear, year_mean
from domain.device import Registry, Site
from domain.parameter import Flag
from storage.state.air import day_tags, invalidations, quality, site_days
from storage.state.air.day_tags import DayTag
from storage.state.air.invalidations import Invalidation
from storage.state.air.site_years import YearAtSite, year_at_site


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmDays:
    """How many runs above an alarm value there were, and the legal days they touch."""

    alarm: Alarm
    runs: int
    dates: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeYear:
    """One regime's assessments and alarms; `in_force`: its values bound somebody in that year, else it is a comparison."""

    regime: Regime
    assessments: Sequence[Assessment]
    alarms: Sequence[AlarmDays]
    in_force: bool

    @property
    def sources(self) -> list[tuple[date, str, list[Limit]]]:
        """From which day and by which source the limits are, those of one source together."""
        together: dict[tuple[date, str], list[Limit]] = {}
        for assessment in self.assessments:
            together.setdefault((assessment.limit.valid_from, assessment.limit.source), []).append(assessment.limit)
        return [(*key, limits) for key, limits in together.items()]


@dataclass(frozen=True, slots=True, kw_only=True)
class ParameterYear:
    """One parameter's year: its mean, its months, its days, and what is plotted of it."""

    parameter: str
    unit: str
    year: SiteYear
    mean: WindowMean
    months: Sequence[Month]
    plots: Sequence[Plot]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flagged:
    """How many values of one parameter have a flag that is not good, of a device while it stood at the site."""

    device_id: str
    parameter: str
    flag: Flag
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AirReport:
    """A legal year at a site as it was known at `made_at` (ms UTC). `indicative`: not only official instruments measured.

    `missing`: parameters that a regime limits and nobody measured. `invalid`: declared periods that are in force. `units`:
    of every limited parameter.
    """

    site: Site
    year: int
    made_at: int
    indicative: bool
    regimes: Sequence[RegimeYear]
    measured: Sequence[ParameterYear]
    missing: Sequence[str]
    devices: Sequence[SiteDevice]
    flagged: Sequence[Flagged]
    invalid: Sequence[Invalidation]
    tags: Sequence[DayTag]
    units: Mapping[str, str]

    @property
    def unfinished(self) -> bool:
        """Whether the year has not ended."""
        return self.made_at < bounds_of_year(self.year)[1]


def air_report(
    connection: Connection, registry: Registry, catalogue: Catalogue, site_id: str, year: int, regimes: Sequence[Regime], now: int
) -> AirReport:
    """Put the report together. Raises KeyError for a site that there is not."""
    start, end = bounds_of_year(year)
    limited = sorted({limit.parameter for regime in regimes for limit in regime.limits}, key=rank)
    years = _years(connection, site_id, limited, year)
    devices = site_devices(registry, catalogue, site_id, start, end)
    return AirReport(
        site=registry.sites[site_id].at(min(end - 1, now)),
        year=year,
        made_at=now,
        indicative=any(one.indicative for one in years.values()) or not years,
        regimes=[_regime_year(connection, site_id, regime, year) for regime in regimes],
        measured=[_parameter_year(catalogue, one, regimes, date_of(now)) for one in years.values()],
        missing=[name for name in limited if name not in years],
        devices=devices,
        flagged=_flagged(connection, devices),
        invalid=invalidations.in_force(connection, start, end, {device.id for device in devices}),
        tags=day_tags.within(connection, site_id, date(year, 1, 1), date(year, 12, 31)),
        units={name: catalogue.unit(name) for name in limited},
    )


def _years(connection: Connection, site_id: str, parameters: Sequence[str], year: int) -> dict[str, SiteYear]:
    days = site_days.days(connection, site_id, parameters, *bounds_of_year(year))
    found = {name: [day for day in days if day.parameter == name] for name in parameters}
    return {name: SiteYear(parameter=name, year=year, days=of) for name, of in found.items() if of}


def _flagged(connection: Connection, devices: Sequence[SiteDevice]) -> list[Flagged]:
    found: Counter[tuple[str, str, Flag]] = Counter()
    for device in devices:
        for (parameter, flag), count in quality.counts(connection, device.id, device.start, device.end).items():
            found[device.id, parameter, flag] += count
    order = sorted(found, key=lambda one: (one[0], rank(one[1]), one[1], one[2]))
    return [Flagged(device_id=device, parameter=name, flag=flag, count=found[device, name, flag]) for device, name, flag in order]


def _regime_year(connection: Connection, site_id: str, regime: Regime, year: int) -> RegimeYear:
    known = year_at_site(connection, site_id, regime, year)
    assessments = known.assessments()
    in_force = all(assessment.limit.valid_from <= date(year, 1, 1) for assessment in assessments)
    return RegimeYear(regime=regime, assessments=assessments, alarms=[_alarm(known, alarm) for alarm in regime.alarms], in_force=in_force)


def _alarm(known: YearAtSite, alarm: Alarm) -> AlarmDays:
    runs = known.alarm_runs(alarm)
    return AlarmDays(alarm=alarm, runs=len(runs), dates=tuple(sorted({date_of(start) for run in runs for start in run})))


def _parameter_year(catalogue: Catalogue, year: SiteYear, regimes: Sequence[Regime], today: date) -> ParameterYear:
    mean = year_mean(year.year, year.days)
    assert mean is not None  # noqa: S101 - a year here has days, and each of them a valid hour
    return ParameterYear(
        parameter=year.parameter,
        unit=catalogue.unit(year.parameter),
        year=year,
        mean=mean,
        months=months(year.days),
        plots=plots(year, regimes, today),
    )
