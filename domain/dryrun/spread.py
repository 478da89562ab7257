"""A figure with its interval: the median of the draws, and the values that nine in ten of them lie between."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import stdev

_STUDENT = {2: 6.314, 3: 2.920, 4: 2.353}  # by how many draws: the 95 % point of Student's t, one degree of freedom fewer
_LEAST = 0.05  # of a figure, from so few draws: they may lie close together by chance, and what is tuned on one is up to 4 % off


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The middle draw, and the 5 % and 95 % ones."""

    middle: float
    low: float
    high: float


def interval(draws: Sequence[float]) -> Interval:
    """Return the interval of the draws; between two of them it is drawn straight. Raises ValueError without any.

    Of two to four draws, which seldom reach so far, it is where nine in ten of further ones would lie (the normal distribution's
    prediction interval), and at least 5 % of the middle to either side where they differ; it passes nothing only where a draw does.
    """
    if not draws:
        raise ValueError("an interval needs draws")
    ordered = sorted(draws)
    low, middle, high = (_at(ordered, chance) for chance in (0.05, 0.5, 0.95))
    if len(ordered) in _STUDENT:
        spread = stdev(ordered)
        reach = max(_STUDENT[len(ordered)] * spread * sqrt(1 + 1 / len(ordered)), _LEAST * abs(middle)) if spread else 0.0
        low = middle - reach if ordered[0] < 0 else max(middle - reach, 0.0)
        high = middle + reach if ordered[-1] > 0 else min(middle + reach, 0.0)
    return Interval(middle=middle, low=low, high=high)


def _at(ordered: Sequence[float], chance: float) -> float:
    place = chance * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
