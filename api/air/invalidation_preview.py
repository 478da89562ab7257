"""What declaring a period invalid would change at a site: hours, and exceedances of limits. Nothing is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.air.invalidations import InvalidationBody, check_period
from api.web.problems import wrong_field
from api.web.services import Services
from config.good import blind_by, bounds_by
from domain.air.compliance import Assessment
from domain.air.counted import counted_by
from domain.air.day import BEFORE, SiteDay, site_days_of
from domain.air.device_site import air_site, versions_within
from domain.air.legal_day import bounds_of_year, start_of_day, year_of
from domain.air.limit import Regime
from domain.air.regime_year import regime_year
from domain.air.site_means import site_means
from domain.air.site_record import SiteRecord, record_needs
from domain.air.windows import Grade, SiteHour, start_of_hour
from domain.air.year import SiteYear
from domain.device import Device, History, Registry
from domain.duration import DAY, HOUR
from domain.reading import Reading
from storage.readings.stream import stream
from storage.state.air import invalidations, site_hours
from storage.state.air.invalidations import Invalidation
from storage.state.air.site_records import site_record

LONGEST = 31 * DAY  # that is worked out at once; a longer period may be declared without
Hours = Mapping[tuple[str, int], SiteHour]  # by parameter and start (ms UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class HourChange:
    """One hour's valid mean before and after, None where there is none."""

    parameter: str
    start: int
    before: float | None
    after: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvalidationPreview:
    """What would change: how many `values` no longer count, the hours, and the limits whose assessment in `year` differs."""

    values: int
    hours: Sequence[HourChange]
    year: int
    limits: Sequence[tuple[Assessment, Assessment]]


def invalidation_preview(services: Services, site_id: str, body: InvalidationBody, regime: Regime) -> InvalidationPreview:
    """Work out what changes at a site. Raises a 422, StateAwayError, StoreAwayError, StoreRefusesError."""
    check_period(services, body)
    if body.end - body.start > LONGEST:
        raise wrong_field("end", "must lie within 31 days of `start` to be worked out beforehand")
    start, end = start_of_hour(body.start), start_of_hour(body.end - 1) + HOUR
    registry = services.registry()
    devices = {name for name, history in registry.devices.items() if _stood(history, site_id, start, end)}
    readings = list(stream(services.readings, devices | {body.device_id}, start, end))
    period = Invalidation(
        id="preview", device_id=body.device_id, parameter=body.parameter, start=body.start, end=body.end, reason=body.reason, by="", at=0
    )
    with services.state.read() as connection:
        invalid = invalidations.in_force(connection, start, end, devices)
        before = _hours(services, site_id, registry, readings, invalid, range(start, end, HOUR))
        after = _hours(services, site_id, registry, readings, [*invalid, period], range(start, end, HOUR))
        year = year_of(body.start)
        record = site_record(connection, site_id, [regime], year)
        changed = _record_after(connection, site_id, record, regime, after, start, end)
    return InvalidationPreview(
        values=sum(
            reading.device_id == body.device_id and period.holds(parameter, reading.time)
            for reading in readings
            for parameter in reading.values
        ),
        hours=_changes(before, after),
        year=year,
        limits=_differing(regime, record, changed),
    )


def _stood(history: History[Device], site: str, start: int, end: int) -> bool:
    return any(air_site(version) == site for _, version in versions_within(history, start, end))


def _hours(
    services: Services, site: str, registry: Registry, readings: Sequence[Reading], invalid: Sequence[Invalidation], starts: range
) -> Hours:
    counted = counted_by(bounds_by(services.catalogue), invalid)
    means = site_means({(site, start) for start in starts}, readings, registry, counted, blind_by(services.catalogue))
    return {(hour.parameter, hour.start): hour for hour in means}


def _changes(before: Hours, after: Hours) -> list[HourChange]:
    changes = [
        HourChange(
            parameter=parameter, start=start, before=_valid(before.get((parameter, start))), after=_valid(after.get((parameter, start)))
        )
        for parameter, start in sorted({*before, *after}, key=lambda key: (key[0], key[1]))
    ]
    return [change for change in changes if change.before != change.after]


def _valid(hour: SiteHour | None) -> float | None:
    return hour.mean if hour is not None and hour.valid else None


def _record_after(connection: Connection, site: str, record: SiteRecord, regime: Regime, after: Hours, start: int, end: int) -> SiteRecord:
    """Return the year's record as it would be with the hours `after` within [start, end)."""
    first, last = start_of_day(start), start_of_day(end - 1 + BEFORE) + DAY
    stored = [hour for hour in site_hours.all_means(connection, site, first - BEFORE, last) if not start <= hour.start < end]
    days = site_days_of(site, range(first, last, DAY), [*stored, *after.values()])
    year_start, year_end = bounds_of_year(record.year)
    of_year = [day for day in days if year_start <= day.start < year_end]
    needs = record_needs([regime], record.year)
    years = {key: _year_after(year, of_year, first, last) if key[1] == record.year else year for key, year in record.years.items()}
    high = {name: _high_after(record, name, least, after, start, end) for name, least in needs.hourly.items()}
    return replace(record, years=years, high_hours={name: hours for name, hours in high.items() if hours})


def _year_after(year: SiteYear, days: Sequence[SiteDay], first: int, last: int) -> SiteYear:
    kept = [day for day in year.days if not first <= day.start < last]
    new = [day for day in days if day.parameter == year.parameter]
    return SiteYear(parameter=year.parameter, year=year.year, days=sorted([*kept, *new], key=lambda day: day.start))


def _high_after(record: SiteRecord, parameter: str, least: float, after: Hours, start: int, end: int) -> list[tuple[int, float]]:
    kept = [(hour, mean) for hour, mean in record.high_hours.get(parameter, ()) if not start <= hour < end]
    new = [
        (hour.start, hour.mean)
        for (name, _), hour in after.items()
        if name == parameter and hour.valid and hour.grade is not Grade.BLIND and hour.mean > least
    ]
    return sorted([*kept, *new])


def _differing(regime: Regime, before: SiteRecord, after: SiteRecord) -> list[tuple[Assessment, Assessment]]:
    pairs = zip(regime_year(regime, before).assessments, regime_year(regime, after).assessments, strict=True)
    return [(old, new) for old, new in pairs if (old.exceedances, old.value, old.verdict) != (new.exceedances, new.value, new.verdict)]
