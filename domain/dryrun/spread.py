"""A figure with its interval: the median of the draws, and the values that nine in ten of them lie between."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """The middle draw, and the 5 % and 95 % ones."""

    middle: float
    low: float
    high: float


def interval(draws: Sequence[float]) -> Interval:
    """Return the interval of the draws; between two of them it is drawn straight. Raises ValueError without any."""
    if not draws:
        raise ValueError("an interval needs draws")
    ordered = sorted(draws)
    low, middle, high = (_at(ordered, chance) for chance in (0.05, 0.5, 0.95))
    return Interval(middle=middle, low=low, high=high)


def _at(ordered: Sequence[float], chance: float) -> float:
    place = chance * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
