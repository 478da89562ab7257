"""Whether a site's year keeps a regime's limits."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from sqlalchemy import Connection

from api.air.regimes import DEFAULT_REGIME
from api.air.regimes import regime as regime_of
from api.registry import versions
from api.web.auth import reader
from api.web.fields import Answer, Id, TimeOut
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import unit_of
from domain.air.compliance import Assessment
from domain.air.legal_day import date_of, year_of
from domain.air.limit import Alarm, Averaging, Regime
from domain.device import Site
from storage.state.air import day_tags
from storage.state.air.day_tags import DayTag
from storage.state.air.site_years import YearAtSite, year_at_site

router = APIRouter(prefix="/air/sites", tags=["extended", "compliance"])


class TagAnswer(Answer):
    """What people know of a day; it annotates an exceedance and never takes it away."""

    date: date
    tag: str
    note: str


class LimitAnswer(Answer):
    """One limit in one year. `value`: the highest mean of the year, or the annual mean.

    `dates`: legal days of the exceedances; `hours`: the exceeding hours of an hourly limit. `coverage`: the share of the
    year's hours that may be judged. `counts`: the years' exceedances behind a three-year average, oldest first.
    """

    parameter: str
    averaging: Averaging
    limit: float
    unit: str
    allowed: int
    exceedances: int
    left: int
    value: float | None
    dates: list[date]
    hours: list[TimeOut]
    coverage: float
    verdict: Literal["within", "breach", "not_assessable"]
    reason: str | None
    years_averaged: int
    counts: list[int | None]
    tags: list[TagAnswer]
    valid_from: date
    source: str


class AlarmAnswer(Answer):
    """A value of which people are told at once: how many runs of `consecutive` windows above it the year had, and when."""

    parameter: str
    kind: Literal["alarm", "information"]
    averaging: Literal["hour", "day"]
    limit: float
    unit: str
    consecutive: int
    runs: int
    dates: list[date]
    source: str


class ComplianceAnswer(Answer):
    """A year's ledger. `indicative`: not only official instruments measured, so this is no legal verdict.

    `in_force`: whether the regime's values bound anybody in that year; else it is a comparison. `rounded_to`: decimals that
    means are rounded to before they are compared, null: not rounded.
    """

    site: str
    year: int
    regime: str
    title: str
    version: date
    in_force: bool
    rounded_to: int | None
    indicative: bool
    limits: list[LimitAnswer]
    alarms: list[AlarmAnswer]


@router.get("/{site_id}/compliance", dependencies=[Depends(reader)])
def get_compliance(
    site_id: Id,
    services: ServicesDep,
    regime: Annotated[str, Query(description="norway-2022, eu-2008, eu-2030 or who-2021")] = DEFAULT_REGIME,
    year: Annotated[int | None, Query(ge=1970, le=9000, description="a legal year (UTC+1); default the running one")] = None,
) -> ComplianceAnswer:
    """Read a site's year against a regime's limits."""
    asked = regime_of(regime)
    now = services.clock()
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        return compliance(services, connection, site_id, asked, year_of(now) if year is None else year)


def compliance(services: Services, connection: Connection, site_id: str, regime: Regime, year: int) -> ComplianceAnswer:
    """Judge a year at a site; pages and reports show the same."""
    known = year_at_site(connection, site_id, regime, year)
    assessments = known.assessments()
    tags = day_tags.within(connection, site_id, date(year, 1, 1), date(year, 12, 31))
    return ComplianceAnswer(
        site=site_id,
        year=year,
        regime=regime.name,
        title=regime.title,
        version=regime.version,
        in_force=all(assessment.limit.valid_from <= date(year, 1, 1) for assessment in assessments),
        rounded_to=regime.decimals,
        indicative=any(assessment.indicative for assessment in assessments if assessment.measured)
        or not any(f.measured for f in assessments),
        limits=[_limit(services, assessment, tags) for assessment in assessments],
        alarms=[_alarm(services, known, alarm) for alarm in regime.alarms],
    )


def _limit(services: Services, assessment: Assessment, tags: Sequence[DayTag]) -> LimitAnswer:
    limit = assessment.limit
    dates = set(assessment.dates)
    return LimitAnswer(
        parameter=limit.parameter,
        averaging=limit.averaging,
        limit=limit.limit,
        unit=unit_of(services, limit.parameter),
        allowed=limit.allowed,
        exceedances=assessment.exceedances,
        left=assessment.left,
        value=assessment.value,
        dates=list(assessment.dates),
        hours=list(assessment.hours),
        coverage=assessment.coverage,
        verdict=assessment.verdict.value,
        reason=assessment.reason,
        years_averaged=limit.years_averaged,
        counts=list(assessment.counts),
        tags=[TagAnswer(date=tag.day, tag=tag.tag, note=tag.note) for tag in tags if tag.day in dates],
        valid_from=limit.valid_from,
        source=limit.source,
    )


def _alarm(services: Services, known: YearAtSite, alarm: Alarm) -> AlarmAnswer:
    runs = known.alarm_runs(alarm)
    return AlarmAnswer(
        parameter=alarm.parameter,
        kind=alarm.kind,
        averaging=alarm.averaging,
        limit=alarm.limit,
        unit=unit_of(services, alarm.parameter),
        consecutive=alarm.consecutive,
        runs=len(runs),
        dates=sorted({date_of(start) for run in runs for start in run}),
        source=alarm.source,
    )
