"""What the air was in a period: exceedances against those allowed, hours by class, and how much was measured at all."""

from collections import Counter, defaultdict

from sqlalchemy import Connection

from api.air.regimes import DEFAULT_REGIME, regimes, scale
from api.effects.answer import ClassHoursAnswer, FigureAnswer, LimitDaysAnswer
from api.web.services import Services
from domain.air.index import judge
from domain.air.legal_day import date_of, year_of
from domain.air.regime_year import regime_year
from domain.duration import HOUR
from storage.state.air import site_hours
from storage.state.air.site_records import site_record
from storage.state.ingest import latest

INDEX = "norway"


def limits(connection: Connection, sites: list[str], start: int, end: int) -> list[LimitDaysAnswer]:
    """Return each site's exceedances that lie within the period, by limit, beside what a year may have."""
    regime = regimes()[DEFAULT_REGIME]
    first, last = date_of(start), date_of(end - 1)
    found = []
    for site in sites:
        for year in range(year_of(start), year_of(end - 1) + 1):
            for one in regime_year(regime, site_record(connection, site, [regime], year)).assessments:
                if not one.measured or one.limit.averaging == "year":
                    continue
                hours = sum(start <= hour < end for hour in one.hours)
                days = sum(first <= day <= last for day in one.dates)
                found.append(
                    LimitDaysAnswer(
                        site=site,
                        parameter=one.limit.parameter,
                        averaging=one.limit.averaging,
                        exceedances=hours if one.limit.averaging == "hour" else days,
                        allowed_a_year=one.limit.allowed,
                        coverage=round(one.coverage, 3),
                    )
                )
    return found


def hours_by_class(connection: Connection, sites: list[str], start: int, end: int) -> tuple[list[ClassHoursAnswer], float | None]:
    """Return each site's hours by class, and the share of the period's whole hours with a valid mean; None where there are none."""
    first, end = -(-start // HOUR) * HOUR, end // HOUR * HOUR
    bands = scale(INDEX, date_of(start)).bands
    answers, judged = [], 0
    for site in sites:
        means: dict[int, dict[str, float]] = defaultdict(dict)
        for row in site_hours.all_means(connection, site, first, end):
            if row.valid and row.mean is not None and row.parameter in bands:
                means[row.start][row.parameter] = row.mean
        classes = Counter(judge(bands, values).overall for values in means.values())
        judged += sum(classes.values())
        answers.append(ClassHoursAnswer(site=site, hours={str(one): count for one, count in sorted(classes.items(), key=str)}))
    hours = (end - first) // HOUR * len(sites)
    return answers, judged / hours if hours > 0 else None


def delivering(services: Services, connection: Connection, now: int) -> FigureAnswer:
    """Return the share of registered sensors, air and bins, that have sent within three intervals before `now` (ms UTC)."""
    registry = services.registry(connection)
    known = [device for name in registry.devices if (device := registry.device(name, now)) is not None]
    heard: dict[str, int] = {}
    for row in latest.of_devices(connection, [device.id for device in known]):
        heard[row.device_id] = max(row.time, heard.get(row.device_id, row.time))
    sending = sum(now - heard.get(one.id, 0) <= one.longest_silence for one in known)
    return figure(
        "sensors_delivering",
        100 * sending / len(known) if known else None,
        "%",
        "sensors heard within three intervals / sensors registered",
        1.0,
    )


def figure(name: str, value: float | None, unit: str, formula: str, coverage: float | None) -> FigureAnswer:
    """Return a figure that is held against nothing."""
    return FigureAnswer(
        name=name, value=None if value is None else round(value, 2), unit=unit, formula=formula,
        coverage=None if coverage is None else round(coverage, 3), uncertainty=None, today=None, tuned_schedule=None,
    )  # fmt: skip
