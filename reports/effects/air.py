"""What the air was in a period: exceedances beside those a year may have, hours by class, and how much was measured at all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil

from sqlalchemy import Connection

from domain.air.compliance import Assessment
from domain.air.indices.index import overall_classes
from domain.air.indices.scale import Scale
from domain.air.legal_day import bounds_of_year, date_of, year_of
from domain.air.limit import Regime
from domain.air.regime_year import regime_year
from domain.air.site_record import SiteRecord
from domain.air.year import SiteYear
from domain.device import Registry
from domain.duration import HOUR
from reports.effects.figure import ClassHours, Figure, LimitExceedances, Uncertainty
from storage.state.air import site_hours
from storage.state.air.site_records import site_records


@dataclass(frozen=True, slots=True, kw_only=True)
class AirSite:
    """A site within a period: its id, and since when it is registered (ms UTC)."""

    id: str
    since: int


def air_sites(registry: Registry, end: int) -> list[AirSite]:
    """Return the sites that are not removed at the period's end (ms UTC), by id."""
    sites = sorted(registry.sites.items())
    return [AirSite(id=name, since=history.starts[0]) for name, history in sites if not history.at(end - 1).removed]


def limit_exceedances(connection: Connection, sites: Sequence[AirSite], regime: Regime, start: int, end: int) -> list[LimitExceedances]:
    """Return each site's exceedances within the period, by limit; a limit about what nobody measured then is left out."""
    ids, years = [site.id for site in sites], range(year_of(start), year_of(end - 1) + 1)
    records = {year: site_records(connection, ids, [regime], year) for year in years}
    return [exceedances for site in ids for year in years for exceedances in _of_year(site, regime, records[year][site], start, end)]


def exceedance_days(limits: Sequence[LimitExceedances]) -> Figure:
    """Return the days above any limit, over sites and limits."""
    daily = [limit for limit in limits if limit.averaging != "hour"]
    formula = "days above a limit, over sites and limits"
    if not daily:
        note = f"nothing that has a limit{' for days' if limits else ''} was measured in this period"
        return Figure(name="exceedance_days", value=None, unit="days", formula=formula, coverage=None, note=note)
    days, coverage = sum(limit.exceedances for limit in daily), sum(limit.coverage for limit in daily) / len(daily)
    figure = Figure(name="exceedance_days", value=days, unit="days", formula=formula, coverage=coverage)
    if not days:
        return figure
    how = "from the days seen, to as many in the time that was not measured"
    return replace(figure, uncertainty=Uncertainty(low=days, high=ceil(round(days / coverage, 6)), how=how))


def hours_by_class(connection: Connection, sites: Sequence[AirSite], scale: Scale, start: int, end: int) -> tuple[list[ClassHours], Figure]:
    """Return each site's hours by class, and how many of the period's whole hours have a valid mean."""
    first, last = -(-start // HOUR) * HOUR, end // HOUR * HOUR
    by_class: list[ClassHours] = []
    hours_judged = expected = 0
    for site in sites:
        classes = overall_classes(scale.bands, site_hours.valid_means(connection, site.id, scale.bands, first, last))
        counts = Counter(classes.values())
        hours_judged += len(classes)
        # A site is often registered after its sensors began to send.
        expected += max(0, last - max(first, min([site.since, *classes]) // HOUR * HOUR)) // HOUR
        by_class.append(ClassHours(site=site.id, hours={str(name): count for name, count in sorted(counts.items())}))
    return by_class, _measured(hours_judged, expected, len(sites) * max(0, last - first) // HOUR)


def _measured(hours_judged: int, expected: int, of_period: int) -> Figure:
    """Return the share of the hours since the sites were there; it rests on as much of the period as was measured."""
    share = hours_judged / expected if expected else None
    return Figure(
        name="site_hours_measured",
        value=None if share is None else round(100 * share, 2),
        unit="%",
        formula="valid hours / hours since the site was there, over all sites",
        coverage=hours_judged / of_period if of_period else None,
        note=None if expected else "no site was there for a whole hour of this period",
    )


def _of_year(site: str, regime: Regime, record: SiteRecord, start: int, end: int) -> Iterator[LimitExceedances]:
    for assessment in regime_year(regime, record).assessments:
        coverage = _coverage(record.of(assessment.limit.parameter), start, end)
        if coverage and assessment.limit.averaging != "year":
            yield LimitExceedances(
                site=site,
                parameter=assessment.limit.parameter,
                averaging=assessment.limit.averaging,
                exceedances=_exceedances(assessment, start, end),
                allowed_a_year=assessment.limit.allowed,
                coverage=round(coverage, 3),
            )


def _exceedances(assessment: Assessment, start: int, end: int) -> int:
    if assessment.limit.averaging == "hour":
        return sum(start <= hour < end for hour in assessment.hours)
    return sum(date_of(start) <= day <= date_of(end - 1) for day in assessment.dates)


def _coverage(year: SiteYear, start: int, end: int) -> float:
    """Return the share (0–1) of the period's hours within the year that may be judged, by whole legal days."""
    begins, ends = bounds_of_year(year.year)
    first, last = max(start, begins), min(end, ends)
    hours_judged = sum(day.judged for day in year.days if date_of(first) <= day.dated <= date_of(last - 1))
    return min(1.0, hours_judged * HOUR / (last - first))
