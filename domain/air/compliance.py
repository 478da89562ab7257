"""Assesses one limit in one year at a site: kept, broken, or not assessable.

Rules (Directive 2008/50/EC annex XI): a year complies while its count is at most the number allowed (V);
with low coverage more exceedances than allowed are a breach all the same, otherwise it is not assessable, never compliant (V);
an average over three years needs all three (M).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.air.data_capture import InsufficientData, insufficient_data
from domain.air.legal_day import date_of
from domain.air.limit import Limit, Regime
from domain.air.year import SiteYear


class LimitVerdict(StrEnum):
    """What can be said of a limit."""

    WITHIN = "within"
    BREACH = "breach"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """One limit in one year.

    `exceedances`: hours, days or (annual mean, whatever its coverage) 0 or 1; `hours`: the exceeding hours' starts (ms UTC), for
    an hourly limit; `dates`: the legal days. `value`: the highest mean, or the annual one. `counts`: the years' counts behind a
    three-year average, oldest first, None where a year has no data. `insufficient`: why it cannot be assessed. `measured`: anything
    was; `indicative`: not only by official instruments.
    """

    limit: Limit
    exceedances: int
    value: float | None
    dates: tuple[date, ...]
    hours: tuple[int, ...]
    coverage: float
    verdict: LimitVerdict
    insufficient: InsufficientData | None
    counts: tuple[int | None, ...]
    measured: bool
    indicative: bool

    @property
    def left(self) -> int:
        """How many exceedances are left of those allowed."""
        return max(0, self.limit.allowed - self.exceedances)

    @property
    def reason(self) -> str | None:
        """Why it cannot be assessed, as a sentence."""
        return self.insufficient.sentence if self.insufficient else None


def assess(
    regime: Regime, limit: Limit, year: SiteYear, hours: Sequence[tuple[int, float]] = (), earlier: Sequence[SiteYear] = ()
) -> Assessment:
    """Judge one limit.

    `hours`: for an hourly limit, the judged hours that may exceed it (start in ms UTC, mean), in order. `earlier`: for an average,
    the years before, oldest first.
    """
    above = tuple(start for start, mean in hours if regime.exceeds(mean, limit.limit)) if limit.averaging == "hour" else ()
    values = year.values(limit.averaging)
    starts = above or [start for start, value in values if regime.exceeds(value, limit.limit)]
    dates = tuple(sorted({date_of(start) for start in starts}))
    missing = insufficient_data(regime, limit, [*earlier, year])
    exceedances = len(above) if limit.averaging == "hour" else len(dates)
    counts = _counts(regime, limit, [*earlier, year])
    verdict = _verdict(limit, exceedances, counts, assessable=missing is None)
    return Assessment(
        limit=limit,
        exceedances=exceedances,
        value=max((value for _, value in values), default=None),
        dates=() if limit.averaging == "year" else dates,
        hours=above,
        coverage=year.coverage,
        verdict=verdict,
        insufficient=missing if verdict is LimitVerdict.NOT_ASSESSABLE else None,
        counts=counts,
        measured=bool(year.days),
        indicative=year.indicative,
    )


def _counts(regime: Regime, limit: Limit, years: Sequence[SiteYear]) -> tuple[int | None, ...]:
    if limit.years_averaged == 1:
        return ()
    by_year = {
        year.year: sum(regime.exceeds(value, limit.limit) for _, value in year.values(limit.averaging)) if year.days else None
        for year in years
    }
    last = years[-1].year
    return tuple(by_year.get(year) for year in range(last - limit.years_averaged + 1, last + 1))


def _verdict(limit: Limit, exceedances: int, counts: Sequence[int | None], *, assessable: bool) -> LimitVerdict:
    if limit.averaging == "year":
        return _of_mean(exceedances, assessable=assessable)
    counted = [count for count in counts if count is not None]
    if len(counted) < len(counts):
        return LimitVerdict.NOT_ASSESSABLE
    if sum(counted) > limit.allowed * len(counted) if counted else exceedances > limit.allowed:
        return LimitVerdict.BREACH
    return LimitVerdict.WITHIN if assessable else LimitVerdict.NOT_ASSESSABLE


def _of_mean(exceedances: int, *, assessable: bool) -> LimitVerdict:
    # A mean of half a year proves nothing about the whole one, whatever it is.
    if not assessable:
        return LimitVerdict.NOT_ASSESSABLE
    return LimitVerdict.BREACH if exceedances else LimitVerdict.WITHIN
