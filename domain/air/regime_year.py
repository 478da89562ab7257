"""A site's year judged by a regime: each limit's assessment, and the runs above each alarm value."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.air.alarm_run import alarm_runs
from domain.air.compliance import Assessment, assess
from domain.air.legal_day import date_of
from domain.air.limit import Alarm, Limit, Regime, in_force
from domain.air.site_record import SiteRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmDays:
    """How many runs above an alarm value a year had, and the legal days they touch."""

    alarm: Alarm
    runs: int
    dates: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimeYear:
    """One regime's verdicts on a site's legal year."""

    regime: Regime
    year: int
    assessments: Sequence[Assessment]
    alarms: Sequence[AlarmDays]

    @property
    def in_force(self) -> bool:
        """Whether the values bound somebody in that year; otherwise they are a comparison."""
        return all(assessment.limit.valid_from <= date(self.year, 1, 1) for assessment in self.assessments)

    @property
    def indicative(self) -> bool:
        """Whether anything but official instruments measured; True for a year without data."""
        measured = [assessment for assessment in self.assessments if assessment.measured]
        return not measured or any(assessment.indicative for assessment in measured)

    @property
    def sources(self) -> list[tuple[date, str, list[Limit]]]:
        """From which day and by which source the limits are, those of one source together."""
        together: dict[tuple[date, str], list[Limit]] = {}
        for assessment in self.assessments:
            together.setdefault((assessment.limit.valid_from, assessment.limit.source), []).append(assessment.limit)
        return [(*key, limits) for key, limits in together.items()]


def regime_year(regime: Regime, record: SiteRecord) -> RegimeYear:
    """Judge a site's year."""
    return RegimeYear(
        regime=regime,
        year=record.year,
        assessments=[_assessment(regime, limit, record) for limit in in_force(regime.limits, record.year)],
        alarms=[_alarm_days(regime, alarm, record) for alarm in regime.alarms],
    )


def _assessment(regime: Regime, limit: Limit, record: SiteRecord) -> Assessment:
    hours = record.high_hours.get(limit.parameter, ()) if limit.averaging == "hour" else ()
    return assess(regime, limit, record.of(limit.parameter), hours, record.before(limit.parameter, limit.years_averaged - 1))


def _alarm_days(regime: Regime, alarm: Alarm, record: SiteRecord) -> AlarmDays:
    means = record.of(alarm.parameter).values("day") if alarm.averaging == "day" else record.high_hours.get(alarm.parameter, ())
    runs = alarm_runs(regime, alarm, means)
    return AlarmDays(alarm=alarm, runs=len(runs), dates=tuple(sorted({date_of(start) for run in runs for start in run})))
