"""What is plotted of a parameter's year: each day's value, the gaps, and the limits that are about such values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from operator import itemgetter

from domain.air.legal_day import date_of
from domain.air.limit import Averaging, Limit, Regime, in_force
from domain.air.month import gaps
from domain.air.year import SiteYear

_ORDER: tuple[Averaging, ...] = ("day", "8h", "hour")


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """A limit (in the parameter's unit) and the regimes that set it; `annual`: it is one of the year's mean."""

    limit: float
    regimes: tuple[Regime, ...]
    annual: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """One picture: by day the mean, the highest 8 h mean or the highest hour, as `averaging` says.

    `judged`: False where these are means of sensors that cannot see coarse dust, shown but never counted. `above`: the days above
    the first regime's limit of this averaging, if it has one: `limit`.
    """

    averaging: Averaging
    values: Sequence[tuple[date, float]]
    gaps: Sequence[tuple[date, date]]
    lines: Sequence[LimitLine]
    limit: float | None
    above: frozenset[date]
    judged: bool


def plots(year: SiteYear, regimes: Sequence[Regime], today: date) -> list[Plot]:
    """Return the pictures of a year: always the daily means, and what else a regime limits. Gaps end the day before `today`."""
    limits = [(regime, limit) for regime in regimes for limit in in_force(regime.limits, year.year) if limit.parameter == year.parameter]
    averagings = {"day"} | {limit.averaging for _, limit in limits} - {"year"}
    return [_plot(year, averaging, limits, today) for averaging in _ORDER if averaging in averagings]


def _plot(year: SiteYear, averaging: Averaging, limits: Sequence[tuple[Regime, Limit]], today: date) -> Plot:
    values = [(date_of(start), value) for start, value in year.values(averaging)]
    judged = bool(values) or year.judged > 0
    if averaging == "day" and not judged:
        values = [(day.dated, day.mean) for day in year.days if day.as_window().valid]
    first = next(((regime, limit) for regime, limit in limits if limit.averaging == averaging), None)
    above = frozenset(day for day, value in values if judged and first and first[0].exceeds(value, first[1].limit))
    return Plot(
        averaging=averaging,
        values=values,
        gaps=gaps(year.year, {day for day, _ in values}, today - timedelta(days=1)),
        lines=_lines(limits, averaging),
        limit=first[1].limit if first else None,
        above=above,
        judged=judged,
    )


def _lines(limits: Sequence[tuple[Regime, Limit]], averaging: Averaging) -> list[LimitLine]:
    """Return the limits of this averaging, and with daily means those of the year's, highest first; equal ones are one line."""
    shown = {averaging, "year"} if averaging == "day" else {averaging}
    setting: dict[tuple[float, bool], list[Regime]] = {}
    for regime, limit in limits:
        if limit.averaging in shown:
            setting.setdefault((limit.limit, limit.averaging == "year"), []).append(regime)
    return [
        LimitLine(limit=limit, regimes=tuple(of), annual=annual)
        for (limit, annual), of in sorted(setting.items(), key=itemgetter(0), reverse=True)
    ]
