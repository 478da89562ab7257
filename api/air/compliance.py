"""A site's year against a regime's limits."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query

from api.air.regimes import regime_named
from api.registry import versions
from api.web.auth import reader
from api.web.fields import Answer, Figure, Id, TimeOut
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import unit_of
from domain.air.compliance import Assessment
from domain.air.legal_day import year_of
from domain.air.limit import Averaging
from domain.air.regime_year import AlarmDays, RegimeYear
from domain.device import Site
from storage.state.air import day_tags
from storage.state.air.day_tags import DayTag

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
    coverage: Figure
    verdict: Literal["within", "breach", "not_assessable"]
    reason: str | None
    years_averaged: int
    counts: list[int | None]
    tags: list[TagAnswer]
    valid_from: date
    source: str


class AlarmAnswer(Answer):
    """A value at which people must be informed at once: how many runs of `consecutive` windows above it the year had, and when."""

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
    regime: Annotated[str | None, Query(description="norway-2022, eu-2008, eu-2030 or who-2021; default the setting `air.regime`")] = None,
    year: Annotated[int | None, Query(ge=1970, le=9000, description="a legal year (UTC+1); default the running one")] = None,
) -> ComplianceAnswer:
    """Read a site's year against a regime's limits."""
    rules = regime_named(services, regime or services.settings.air.regime)
    now = services.clock()
    legal_year = year_of(now) if year is None else year
    with services.state.read() as connection:
        versions.existing(connection, Site, site_id, now)
        verdicts = services.verdicts.verdicts(connection, [site_id], rules, legal_year)[site_id]
        tags = day_tags.within(connection, site_id, date(legal_year, 1, 1), date(legal_year, 12, 31))
    return _compliance(services, site_id, verdicts, tags)


def _compliance(services: Services, site_id: str, verdicts: RegimeYear, tags: Sequence[DayTag]) -> ComplianceAnswer:
    return ComplianceAnswer(
        site=site_id,
        year=verdicts.year,
        regime=verdicts.regime.name,
        title=verdicts.regime.title,
        version=verdicts.regime.version,
        in_force=verdicts.in_force,
        rounded_to=verdicts.regime.decimals,
        indicative=verdicts.indicative,
        limits=[_limit(services, assessment, tags) for assessment in verdicts.assessments],
        alarms=[_alarm(services, alarm_days) for alarm_days in verdicts.alarms],
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


def _alarm(services: Services, alarm_days: AlarmDays) -> AlarmAnswer:
    alarm = alarm_days.alarm
    return AlarmAnswer(
        parameter=alarm.parameter,
        kind=alarm.kind,
        averaging=alarm.averaging,
        limit=alarm.limit,
        unit=unit_of(services, alarm.parameter),
        consecutive=alarm.consecutive,
        runs=alarm_days.runs,
        dates=list(alarm_days.dates),
        source=alarm.source,
    )
