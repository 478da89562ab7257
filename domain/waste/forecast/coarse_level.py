"""How much is really in a bin whose sensor tells only a few coarse levels?

A coarse sensor (0, 20, … 80 %) says in which step the content lies, not where. How long the bin usually stays at a level
tells how much waste that step really is (the level's own scale is the maker's), and how long it has been there this time
how far through it is. So the content is a distribution over shares of a full bin that grows by what comes in and is cut
by what is seen.
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
_MISREAD = 0.005  # chance that the level seen isn't the content's
_PRIOR_DAYS = 20.0  # days at its levels that an even scale is worth before the bin has told its own

Weights = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Scale:
    """Which shares of a full bin a coarse sensor's levels stand for: `levels` (%) ascend, each begins at its bound."""

    levels: tuple[float, ...]
    bounds: tuple[float, ...]

    def cell_levels(self) -> list[int]:
        """Return the index of the level that each cell of the content reads as."""
        return [max(bisect_right(self.bounds, centre) - 1, 0) for centre in _CENTRES]


def scale_of(stayed: Mapping[float, float], grain: float, full: float) -> Scale:
    """Return the scale of a sensor with steps of `grain` (%) at which the bin `stayed` so many days; `full` (%) is 1."""
    levels = tuple(grain * index for index in range(int(100 // grain) + 1))
    below = [level for level in levels if level < full]
    total = sum(stayed.get(level, 0.0) for level in below) + _PRIOR_DAYS
    shares = [(stayed.get(level, 0.0) + _PRIOR_DAYS / len(below)) / total for level in below]
    above = [1 + (level - full) / 100 for level in levels if level >= full]
    return Scale(levels, (0.0, *list(accumulate(shares))[:-1], *above))


def anywhere(scale: Scale, level: float, fresh: float) -> Weights:
    """Return the content when only the level is known; just emptied, no more than about `fresh` (full bins) came in since."""
    cells = scale.cell_levels()
    seen = _index(scale, level)
    spread = grow((1.0, *(0.0,) * (CELLS - 1)), fresh, 0.1) if seen == 0 and fresh > 0 else (1.0,) * CELLS
    return _normal([weight if cell == seen else 0.0 for weight, cell in zip(spread, cells, strict=True)])


def grow(content: Weights, mean: float, dispersion: float) -> Weights:
    """Let an amount come in: gamma with `mean` (full bins) and variance over mean `dispersion`."""
    steps = _steps(mean, dispersion)
    turned = steps[::-1]
    grown = [sum(map(mul, content[: index + 1], turned[CELLS - 1 - index :])) for index in range(CELLS)]
    grown[-1] += max(0.0, 1 - sum(grown))
    return tuple(grown)


def cut(content: Weights, scale: Scale, level: float) -> Weights:
    """Believe that the sensor saw `level` (%)."""
    seen = _index(scale, level)
    return _normal([weight * (1.0 if cell == seen else _MISREAD) for weight, cell in zip(content, scale.cell_levels(), strict=True)])


def mean_of(content: Weights) -> float:
    """Return the mean content in full bins."""
    return float(sum(map(mul, content, _CENTRES)))


def levels_of(content: Weights, scale: Scale) -> list[float]:
    """Return the chance of each of the scale's levels."""
    chances = [0.0] * len(scale.levels)
    for weight, cell in zip(content, scale.cell_levels(), strict=True):
        chances[cell] += weight
    return chances


def points(content: Weights) -> Sequence[tuple[float, float]]:
    """Return (full bins, chance) where there is any."""
    return [(centre, weight) for centre, weight in zip(_CENTRES, content, strict=True) if weight > 1e-4]


def _steps(mean: float, dispersion: float) -> list[float]:
    """Return the chance of growing by 0, 1, 2 … cells; beyond the last is the last's."""
    if mean <= 0:
        return [1.0] + [0.0] * (CELLS - 1)
    below = [chance_below(CELL * (index + 0.5), mean / dispersion, dispersion) for index in range(CELLS)]
    return [below[0], *(b - a for a, b in pairwise(below))]


def _index(scale: Scale, level: float) -> int:
    return max(bisect_right(scale.levels, level) - 1, 0)


def _normal(weights: Sequence[float]) -> Weights:
    total = sum(weights)
    return tuple(weight / total for weight in weights) if total > 0 else (1 / len(weights),) * len(weights)
