"""Finds what is missing where a limit cannot be assessed: hours, days or whole years.

Rules (V): a year needs its regime's share of its hours; an average needs each of its years.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor
from typing import Literal

from domain.air.legal_day import hours_of_year
from domain.air.limit import Limit, Regime
from domain.air.year import SiteYear
from domain.count_of import count_of

_DAY_HOURS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class InsufficientData:
    """What is missing in `year`.

    `kind`: the year is `empty`, or too few of its `hours` or of its `days` are valid: `valid` of `total`, of which the share
    `needed` (0–1) is. `kept_out`: hours of sensors that cannot see coarse dust. `years`: how many the rule averages.
    """

    kind: Literal["empty", "hours", "days"]
    year: int
    valid: int = 0
    total: int = 0
    needed: float = 0.0
    kept_out: int = 0
    years: int = 1

    @property
    def sentence(self) -> str:
        """Say it in English."""
        if self.kind == "empty":
            return f"{self.year} has no valid hour" + (f", and the rule averages {self.years} years" if self.years > 1 else "")
        if self.kind == "days":
            return f"{self.year}: {self.valid} of {self.total} days are valid, {self.needed:.0%} are needed"
        blind = "of sensors that cannot see coarse dust"
        kept_out = f"; {count_of(self.kept_out, f'hour {blind} is', f'hours {blind} are')} kept out" if self.kept_out else ""
        # Cut, not rounded: 84.96 % are not 85.0 %.
        return (
            f"{self.year}: {floor(1000 * self.valid / self.total) / 10:.1f}% of the hours are valid, {self.needed:.0%} are needed{kept_out}"
        )


def insufficient_data(regime: Regime, limit: Limit, years: Sequence[SiteYear]) -> InsufficientData | None:
    """Return the first thing that is missing, None where the limit can be assessed; `years`: those there are, the judged one last."""
    by_number = {year.year: year for year in years[-limit.years_averaged :]}
    for number in range(years[-1].year - limit.years_averaged + 1, years[-1].year + 1):
        year = by_number.get(number)
        missing = (
            _thin(regime, limit, year) if year and year.days else InsufficientData(kind="empty", year=number, years=limit.years_averaged)
        )
        if missing:
            return missing
    return None


def _thin(regime: Regime, limit: Limit, year: SiteYear) -> InsufficientData | None:
    hours = hours_of_year(year.year)
    if year.coverage < regime.coverage:
        return InsufficientData(
            kind="hours", year=year.year, valid=year.judged, total=hours, needed=regime.coverage, kept_out=year.kept_out
        )
    if limit.averaging in ("day", "8h"):
        days, valid = hours // _DAY_HOURS, len(year.values(limit.averaging))
        # Whole days: 85 % of a year's hours in one piece are 310 days and a quarter.
        if valid < floor(regime.coverage * days):
            return InsufficientData(kind="days", year=year.year, valid=valid, total=days, needed=regime.coverage)
    return None
