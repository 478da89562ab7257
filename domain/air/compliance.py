"""Does a year at a site keep a limit, break it, or can that not be said?

Rules (air quality facts, "Aggregation" and "Legal values"): a year complies while its count is at most the number allowed (V);
with low coverage more exceedances than allowed are a breach all the same, otherwise it is not assessable, never compliant (V);
an average over three years needs all three (M).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.air.legal_day import date_of, hours_of_year
from domain.air.limit import Limit, Regime
from domain.air.year import SiteYear

_DAY_HOURS = 24


class Outcome(StrEnum):
    """What can be said of a limit."""

    WITHIN = "within"
    BREACH = "breach"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One limit in one year.

    `exceedances`: hours, days or (annual mean) 0 or 1; `hours`: the exceeding hours' starts (ms UTC), for an hourly limit;
    `dates`: the legal days. `value`: the highest mean, or the annual one. `counts`: the years' counts behind a three-year
    average, oldest first, None where a year has no data. `reason`: why it cannot be assessed. `measured`: anything was;
    `indicative`: not only by official instruments.
    """

    limit: Limit
    exceedances: int
    value: float | None
    dates: tuple[date, ...]
    hours: tuple[int, ...]
    coverage: float
    outcome: Outcome
    reason: str | None
    counts: tuple[int | None, ...]
    measured: bool
    indicative: bool

    @property
    def left(self) -> int:
        """How many exceedances are left of those allowed."""
        return max(0, self.limit.allowed - self.exceedances)


def hourly_exceedances(regime: Regime, limit: Limit, hours: Sequence[tuple[int, float]]) -> tuple[int, ...]:
    """Return the starts of those `hours` (start in ms UTC, mean) that exceed an hourly limit."""
    return tuple(start for start, mean in hours if regime.exceeds(mean, limit.limit))


def assess(
    regime: Regime, limit: Limit, year: SiteYear, hours: Sequence[tuple[int, float]] = (), earlier: Sequence[SiteYear] = ()
) -> Finding:
    """Judge one limit.

    `hours`: for an hourly limit, the judged hours that may exceed it (start in ms UTC, mean), in order. `earlier`: for an average,
    the years before, oldest first.
    """
    above = hourly_exceedances(regime, limit, hours) if limit.averaging == "hour" else ()
    values = _values(limit, year)
    dates = tuple(sorted({date_of(start) for start in above} or {day for day, value in values if regime.exceeds(value, limit.limit)}))
    exceedances = len(above) if limit.averaging == "hour" else len(dates)
    counts = _counts(regime, limit, [*earlier, year])
    reason = _obstacle(regime, limit, [*earlier, year])
    outcome = _outcome(limit, exceedances, counts, reason)
    return Finding(
        limit=limit,
        exceedances=exceedances,
        value=max((value for _, value in values), default=None),
        dates=() if limit.averaging == "year" else dates,
        hours=above,
        coverage=year.coverage,
        outcome=outcome,
        reason=reason if outcome is Outcome.NOT_ASSESSABLE else None,
        counts=counts,
        measured=bool(year.days),
        indicative=year.indicative,
    )


def _values(limit: Limit, year: SiteYear) -> list[tuple[date, float]]:
    """Return the means that the limit speaks of, each with its day; of an hourly limit, each day's highest hour."""
    if limit.averaging == "year":
        mean = year.judged_mean
        return [] if mean is None else [(date(year.year, 12, 31), mean)]
    of_day = {"hour": "highest", "8h": "judged_eight_hours", "day": "judged_day"}[limit.averaging]
    found = ((date_of(day.start), getattr(day, of_day)) for day in year.days)
    return [(day, value) for day, value in found if value is not None]


def _counts(regime: Regime, limit: Limit, years: Sequence[SiteYear]) -> tuple[int | None, ...]:
    if limit.years_averaged == 1:
        return ()
    known = {
        year.year: sum(regime.exceeds(value, limit.limit) for _, value in _values(limit, year)) if year.days else None for year in years
    }
    last = years[-1].year
    return tuple(known.get(year) for year in range(last - limit.years_averaged + 1, last + 1))


def _outcome(limit: Limit, exceedances: int, counts: Sequence[int | None], reason: str | None) -> Outcome:
    if limit.averaging == "year":
        return _of_mean(exceedances, reason)
    known = [count for count in counts if count is not None]
    if len(known) < len(counts):
        return Outcome.NOT_ASSESSABLE
    if sum(known) > limit.allowed * len(known) if known else exceedances > limit.allowed:
        return Outcome.BREACH
    return Outcome.NOT_ASSESSABLE if reason else Outcome.WITHIN


def _of_mean(exceedances: int, reason: str | None) -> Outcome:
    # A mean of half a year proves nothing about the whole one, whatever it is.
    if reason:
        return Outcome.NOT_ASSESSABLE
    return Outcome.BREACH if exceedances else Outcome.WITHIN


def _obstacle(regime: Regime, limit: Limit, years: Sequence[SiteYear]) -> str | None:
    """Return why the limit cannot be assessed from these years, or None."""
    judged = {year.year: year for year in years[-limit.years_averaged :]}
    for number in range(years[-1].year - limit.years_averaged + 1, years[-1].year + 1):
        year = judged.get(number)
        if year is None or not year.days:
            averaged = f", and the rule averages {limit.years_averaged} years" if limit.years_averaged > 1 else ""
            return f"{number} has no valid hour{averaged}"
        obstacle = _thin(regime, limit, year)
        if obstacle:
            return obstacle
    return None


def _thin(regime: Regime, limit: Limit, year: SiteYear) -> str | None:
    if year.coverage < regime.coverage:
        kept_out = f"; {year.kept_out} hours of sensors that cannot see coarse dust are kept out" if year.kept_out else ""
        return f"{year.year}: {year.coverage:.1%} of the hours are valid, {regime.coverage:.0%} are needed{kept_out}"
    days = hours_of_year(year.year) // _DAY_HOURS
    valid = len(_values(limit, year))
    if limit.averaging in ("day", "8h") and valid < regime.coverage * days:
        return f"{year.year}: {valid} of {days} days are valid, {regime.coverage:.0%} are needed"
    return None
