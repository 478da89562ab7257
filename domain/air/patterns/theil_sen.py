"""Which way a parameter goes over the years: the Theil–Sen slope of its monthly means, with an interval.

The slope is the median of the slopes between every two points (Theil 1950; Sen 1968, J. Amer. Stat. Assoc. 63, 1379–1389, V); its interval
follows Sen's equation 2.6 from the normal approximation of Kendall's statistic, corrected for ties. Months are deseasonalised before: of
each the mean of its calendar month is taken, and the mean of all put back. Months that follow each other resemble each other, which Sen's
interval does not know: it is somewhat narrow.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import sqrt
from statistics import NormalDist, fmean, median

LEAST_MONTHS = 36  # three years: of less a trend is weather (our own choice, O)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """A slope in units of y for each unit of x, its interval at `confidence`, and where the line meets x = 0."""

    slope: float
    low: float
    high: float
    intercept: float
    n: int
    confidence: float

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out no change at all."""
        return self.low > 0 or self.high < 0


def theil_sen(points: Sequence[tuple[float, float]], confidence: float = 0.95) -> Trend | None:
    """Return the trend of (x, y); None where no two points differ in x."""
    slopes = sorted((y2 - y1) / (x2 - x1) for (x1, y1), (x2, y2) in combinations(sorted(points), 2) if x2 > x1)
    if not slopes:
        return None
    slope = median(slopes)
    low, high = _interval(points, slopes, confidence)
    intercept = median([y for _, y in points]) - slope * median([x for x, _ in points])
    return Trend(slope=slope, low=low, high=high, intercept=intercept, n=len(points), confidence=confidence)


def _interval(points: Sequence[tuple[float, float]], slopes: Sequence[float], confidence: float) -> tuple[float, float]:
    """Return Sen's interval: order statistics of the slopes, so many from the middle as Kendall's statistic varies."""
    n, count = len(points), len(slopes)
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    ties = sum(_tied(Counter(axis).values()) for axis in ([x for x, _ in points], [y for _, y in points]))
    reach = z * sqrt(max(0.0, (n * (n - 1) * (2 * n + 5) - ties) / 18))
    upper = min(round((count + reach) / 2), count - 1)
    lower = max(round((count - reach) / 2) - 1, 0)
    return slopes[lower], slopes[upper]


def _tied(groups: Iterable[int]) -> int:
    return sum(size * (size - 1) * (2 * size + 5) for size in groups)


def deseasonalised(months: Sequence[tuple[int, int, float]]) -> list[tuple[float, float]]:
    """Return (time in years, value without its season) of (year, calendar month 1–12, mean); the middle of a month is its time."""
    by_month: defaultdict[int, list[float]] = defaultdict(list)
    for _, month, mean in months:
        by_month[month].append(mean)
    usual = {month: fmean(means) for month, means in by_month.items()}
    level = fmean(mean for _, _, mean in months) if months else 0.0
    return [(year + (month - 0.5) / 12, mean - usual[month] + level) for year, month, mean in months]
