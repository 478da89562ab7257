"""The content of a year's report of the air at a site; HTML and CSV show the same."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from config.catalogue import Catalogue
from domain.air.legal_day import bounds_of_year, date_of
from domain.air.limit import Regime
from domain.air.month import Month, months
from domain.air.regime_year import RegimeYear, regime_year
from domain.air.window_mean import WindowMean
from domain.air.year import SiteYear, year_mean
from domain.device import Registry, Site
from domain.parameter import Flag
from domain.parameter_order import rank
from reports.air.devices import SiteDevice, site_devices
from reports.air.patterns.site_patterns import ParameterPatterns, site_patterns
from reports.air.plot import Plot, plots
from storage.state.air import day_tags, invalidations, quality
from storage.state.air.day_tags import DayTag
from storage.state.air.invalidations import Invalidation
from storage.state.air.site_records import site_record


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
    """How many values of one parameter have a flag that is not good, of a device while it was at the site."""

    device_id: str
    parameter: str
    flag: Flag
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AirReport:
    """A legal year at a site as it was known at `made_at` (ms UTC). `indicative`: not only official instruments measured.

    `missing`: parameters that a regime limits and nobody measured. `invalid`: declared periods that are in force. `patterns`
    by parameter; `units`: of every limited one.
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
    patterns: Mapping[str, ParameterPatterns]
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
    record = site_record(connection, site_id, regimes, year)
    years = {name: record.of(name) for name in limited if record.of(name).days}
    devices = site_devices(registry, catalogue, site_id, start, end)
    return AirReport(
        site=registry.sites[site_id].at(min(end - 1, now)),
        year=year,
        made_at=now,
        indicative=any(parameter_year.indicative for parameter_year in years.values()) or not years,
        regimes=[regime_year(regime, record) for regime in regimes],
        measured=[_parameter_year(catalogue, parameter_year, regimes, date_of(now)) for parameter_year in years.values()],
        missing=[name for name in limited if name not in years],
        devices=devices,
        flagged=_flagged(connection, devices),
        invalid=invalidations.in_force(connection, start, end, {device.id for device in devices}),
        tags=day_tags.within(connection, site_id, date(year, 1, 1), date(year, 12, 31)),
        patterns={found.parameter: found for found in site_patterns(connection, catalogue, site_id, date(year, 1, 1), date(year, 12, 31))},
        units={name: catalogue.unit(name) for name in limited},
    )


def _flagged(connection: Connection, devices: Sequence[SiteDevice]) -> list[Flagged]:
    counts: Counter[tuple[str, str, Flag]] = Counter()
    for device in devices:
        for (parameter, flag), count in quality.counts(connection, device.id, device.start, device.end).items():
            counts[device.id, parameter, flag] += count
    order = sorted(counts, key=lambda key: (key[0], rank(key[1]), key[1], key[2]))
    return [Flagged(device_id=device, parameter=name, flag=flag, count=counts[device, name, flag]) for device, name, flag in order]


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
