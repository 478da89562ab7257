"""One parameter in one legal year at one site.

The annual mean is that of the year's valid hours; its coverage their share of the year (V).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import attrgetter

from domain.air.day import SiteDay
from domain.air.legal_day import bounds_of_year, hours_of_year
from domain.air.limit import Averaging
from domain.air.window_mean import WindowMean
from domain.air.windows import weighted_mean
from domain.duration import DAY, HOUR

NORWEGIAN_SHARE = 0.85  # of a year's hours (as Norwegian authorities count, V)
_OF_DAY = {"hour": attrgetter("highest"), "8h": attrgetter("judged_eight_hours"), "day": attrgetter("judged_day")}


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteYear:
    """One parameter's days of a legal year, in order; days without a valid hour are left out."""

    parameter: str
    year: int
    days: Sequence[SiteDay]
    judged: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "judged", sum(day.judged for day in self.days))

    @property
    def coverage(self) -> float:
        """Share of the year's hours that may be judged, 0–1."""
        return self.judged / hours_of_year(self.year)

    @property
    def judged_mean(self) -> float | None:
        """The mean of all hours that may be judged; None without any."""
        if not self.judged:
            return None
        return weighted_mean([(day.judged, day.judged_mean) for day in self.days if day.judged_mean is not None])

    def values(self, averaging: Averaging) -> list[tuple[int, float]]:
        """Return the means that a limit of `averaging` speaks of, each with its day's start (ms UTC), in order; only what may be judged.

        hour: each day's highest hour; 8h: its highest 8 h mean; day: its mean; year: the one annual mean, on the last day.
        """
        if averaging == "year":
            mean = self.judged_mean
            return [] if mean is None else [(bounds_of_year(self.year)[1] - DAY, mean)]
        of_day = _OF_DAY[averaging]
        return [(day.start, value) for day in self.days if (value := of_day(day)) is not None]

    @property
    def indicative(self) -> bool:
        """Whether anything but official instruments measured; True for a year without data."""
        return not self.days or any(day.indicative for day in self.days)

    @property
    def kept_out(self) -> int:
        """How many valid hours may not be judged, because a sensor blind to part of the parameter made them."""
        return sum(day.n for day in self.days) - self.judged


def year_mean(year: int, days: Sequence[SiteDay]) -> WindowMean | None:
    """Return the mean of a year's valid hours, valid at 85 % of the year's; None without any."""
    start, end = bounds_of_year(year)
    n = sum(day.n for day in days)
    if not n:
        return None
    expected = (end - start) // HOUR
    mean = weighted_mean([(day.n, day.mean) for day in days])
    return WindowMean(
        start=start,
        end=end,
        mean=mean,
        n=n,
        expected=expected,
        valid=n >= NORWEGIAN_SHARE * expected,
        sources=tuple(sorted({source for day in days for source in day.sources})),
        indicative=any(day.indicative for day in days),
        at_least=any(day.at_least for day in days),
    )
