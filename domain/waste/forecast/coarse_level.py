"""Estimates how much is really in a bin whose sensor reports only a few coarse levels.

A coarse sensor (0, 20, … 80 %) says in which step the content lies, not where. How long the bin usually stays at a level shows how much
waste that step really is, for the scale is the maker's; how long it has been there this time shows how far through the step it is.
The content is therefore a distribution over shares of a full bin: it grows by what is thrown in and narrows with every observation.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from operator import mul

from domain.waste.forecast.gamma import chance_below

CELL = 0.05  # share of a full bin
CELLS = 32  # up to 1.6: what is thrown on top
_CENTRES = tuple(CELL * (index + 0.5) for index in range(CELLS))
_MISREAD = 0.005  # probability that the level seen is not the content's
_PRIOR_DAYS = 20.0  # days at its levels that an even scale is worth before the bin has shown its own

LevelDistribution = tuple[float, ...]  # the probability of each cell


@dataclass(frozen=True, slots=True)
class LevelScale:
    """The shares of a full bin that a coarse sensor's levels stand for: `levels` (%) ascend, each begins at its bound."""

    levels: tuple[float, ...]
    bounds: tuple[float, ...]

    def cell_levels(self) -> list[int]:
        """Return the index of the level that each cell of the content reads as."""
        return [max(bisect_right(self.bounds, centre) - 1, 0) for centre in _CENTRES]


def scale_of(stayed: Mapping[float, float], grain: float, full: float) -> LevelScale:
    """Return the scale of a sensor with steps of `grain` (%), from the days that the bin `stayed` at each level; `full` (%) is 1.

    Days at full or above count nothing: how much more came in is not seen.
    """
    levels = tuple(grain * index for index in range(int(100 // grain) + 1))
    below = [level for level in levels if level < full]
    total = sum(stayed.get(level, 0.0) for level in below) + _PRIOR_DAYS
    shares = [(stayed.get(level, 0.0) + _PRIOR_DAYS / len(below)) / total for level in below]
    above = [1 + (level - full) / 100 for level in levels if level >= full]
    return LevelScale(levels, (0.0, *list(accumulate(shares))[:-1], *above))


def within_level(scale: LevelScale, level: float, fresh: float) -> LevelDistribution:
    """Return the content where only the level (%) is known; `fresh`: about how much (full bins) came in since an emptying, or 0."""
    cells = scale.cell_levels()
    step = _index(scale, level)
    spread = grow((1.0, *(0.0,) * (CELLS - 1)), fresh, 0.1) if step == 0 and fresh > 0 else (1.0,) * CELLS
    return _normal([weight if cell == step else 0.0 for weight, cell in zip(spread, cells, strict=True)])


def grow(content: LevelDistribution, mean: float, dispersion: float) -> LevelDistribution:
    """Return the content after an amount came in: gamma with `mean` (full bins) and variance over mean `dispersion`."""
    steps = _steps(mean, dispersion)
    turned = steps[::-1]
    grown = [sum(map(mul, content[: index + 1], turned[CELLS - 1 - index :])) for index in range(CELLS)]
    grown[-1] += max(0.0, 1 - sum(grown))
    return tuple(grown)


def observe(content: LevelDistribution, scale: LevelScale, level: float) -> LevelDistribution:
    """Return the content given that the sensor saw `level` (%)."""
    step = _index(scale, level)
    return _normal([weight * (1.0 if cell == step else _MISREAD) for weight, cell in zip(content, scale.cell_levels(), strict=True)])


def mean_of(content: LevelDistribution) -> float:
    """Return the mean content in full bins."""
    return float(sum(map(mul, content, _CENTRES)))


def levels_of(content: LevelDistribution, scale: LevelScale) -> list[float]:
    """Return the probability of each of the scale's levels."""
    chances = [0.0] * len(scale.levels)
    for weight, cell in zip(content, scale.cell_levels(), strict=True):
        chances[cell] += weight
    return chances


def points(content: LevelDistribution) -> Sequence[tuple[float, float]]:
    """Return (full bins, probability) of every likely cell."""
    return [(centre, weight) for centre, weight in zip(_CENTRES, content, strict=True) if weight > 1e-4]


def _steps(mean: float, dispersion: float) -> list[float]:
    """Return the probability of growing by 0, 1, 2 … cells; more than the last counts as the last."""
    if mean <= 0:
        return [1.0] + [0.0] * (CELLS - 1)
    below = [chance_below(CELL * (index + 0.5), mean / dispersion, dispersion) for index in range(CELLS)]
    return [below[0], *(b - a for a, b in pairwise(below))]


def _index(scale: LevelScale, level: float) -> int:
    return max(bisect_right(scale.levels, level) - 1, 0)


def _normal(weights: Sequence[float]) -> LevelDistribution:
    total = sum(weights)
    return tuple(weight / total for weight in weights) if total > 0 else (1 / len(weights),) * len(weights)
