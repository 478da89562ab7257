"""The service's rule of sending as a fill: how full a bin may be before its risk is above the limit.

Bysans sends when P(full by the time of the departure after next) is above a limit (`domain.waste.decision.urgency`). With a gamma
forecast that is so exactly when the bin is fuller than 1 minus a quantile of what still comes in; the quantile is worked out once.
"""

from dataclasses import dataclass
from functools import cache
from math import sqrt

from domain.waste.forecast.gamma import chance_below

_STEP = 0.02  # full bins: what is still expected is rounded to it
_STEPS = 200  # up to 4 full bins
_PRECISION = 1e-4


@dataclass(frozen=True, slots=True)
class Thresholds:
    """Fill (full bins) above which a bin's risk passes the limit, by what is expected to come in, in steps."""

    fills: tuple[float, ...]

    def fill(self, expected: float) -> float:
        """Return the fill where `expected` (full bins) still comes in."""
        return self.fills[step_of(expected)]


def step_of(expected: float) -> int:
    """Return the step in which the threshold for `expected` (full bins) is kept."""
    return min(int(expected / _STEP + 0.5), _STEPS)


@cache
def thresholds(limit: float, spread: float) -> Thresholds:
    """Return the thresholds for a limit (0–1) and a `spread` (variance over mean, full bins)."""
    return Thresholds((1.0, *(max(0.0, 1 - quantile(1 - limit, number * _STEP, spread)) for number in range(1, _STEPS + 1))))


def quantile(chance: float, mean: float, spread: float) -> float:
    """Return what a gamma amount with this mean and variance over mean stays below with probability `chance`."""
    low, high = 0.0, mean + 10 * sqrt(mean * spread) + 10 * spread
    while high - low > _PRECISION:
        middle = (low + high) / 2
        low, high = (middle, high) if chance_below(middle, mean / spread, spread) < chance else (low, middle)
    return (low + high) / 2
