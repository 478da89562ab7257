"""What the emptyings to come will find, from those of the list: how the rates are judged on data that they were not learned from.

A bin's pace changes from month to month, and all bins' together; how much is learned from how the list's second half differs from
its first, beyond chance. Half of the town's change is taken to go on (a damped trend, Gardner & McKenzie 1985). Crews who come when
a bin is full lose less to its rim than visits by chance would: by how much, the list's own emptyings show (`found`).
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from statistics import fmean

from domain.dryrun.demand.cycle import BinHistory, Cycle
from domain.dryrun.demand.dice import Dice
from domain.dryrun.demand.fill_rate import FillRate
from domain.waste.forecast.gamma import chance_below

_LEAST = 3  # cycles in each half
_TOWN_CHANGE, _TOWN_WEIGHT = 0.18, 4.0  # of a town's waste from month to month, as sure as four changes seen; O
_GOES_ON = 0.5
_LEAST_MEAN = 1e-6  # full bins: no gamma has a mean of nothing
_BIN_CHANGE, _BIN_WEIGHT = 0.1, 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """By how much rates change until what is predicted: standard deviations of their logarithm, of a bin and of all bins together.

    `trend`: the logarithm of the change that is expected of all. `found`: what emptyings found, by what chance visits would have.
    """

    bin: float
    town: float
    trend: float = 0.0
    found: float = 1.0


def drift_of(histories: Mapping[str, BinHistory], rates: Mapping[str, FillRate], middle: int) -> Drift:
    """Return the drift that the days before and from `middle` show."""
    changes = list(_changes(histories, rates, middle))
    common = fmean(change for change, _ in changes) if changes else 0.0
    own = sum((change - common) ** 2 - chance for change, chance in changes)
    town = (_TOWN_CHANGE**2 * _TOWN_WEIGHT + common**2) / (_TOWN_WEIGHT + 1)
    bin_ = max(0.0, _BIN_CHANGE**2 * _BIN_WEIGHT + own) / (_BIN_WEIGHT + len(changes))
    return Drift(bin=sqrt(bin_), town=sqrt(town), trend=_GOES_ON * common, found=_found_factor(histories, rates))


def _found_factor(histories: Mapping[str, BinHistory], rates: Mapping[str, FillRate]) -> float:
    """Return what the list's emptyings found, by what visits of the same intervals by chance would have found."""
    seen = by_chance = 0.0
    for name, history in histories.items():
        for cycle in history.cycles:
            if cycle.fill is not None:
                seen += min(1.0, cycle.fill.middle)
                by_chance += _expected_below_full(rates[name].mean * cycle.days, rates[name].dispersion)
    return max(1.0, seen / by_chance) if by_chance else 1.0


def _expected_below_full(mean: float, dispersion: float) -> float:
    """Return E[min(1, X)] of a gamma X: E[X; X < 1] + P(X ≥ 1), where X's size-biased law is a gamma of one shape more."""
    shape = mean / dispersion
    return mean * chance_below(1.0, shape + 1, dispersion) + 1 - chance_below(1.0, shape, dispersion)


def _changes(histories: Mapping[str, BinHistory], rates: Mapping[str, FillRate], middle: int) -> Iterator[tuple[float, float]]:
    """Yield each bin's change of log rate from the first half to the second, and the variance that chance alone gives it."""
    for name, history in histories.items():
        seen = [cycle for cycle in history.cycles if cycle.fill is not None]
        halves = [cycle for cycle in seen if cycle.end <= middle], [cycle for cycle in seen if cycle.start >= middle]
        if min(map(len, halves)) < _LEAST:
            continue
        paces = [sum(cycle.fill.middle for cycle in half if cycle.fill) / sum(cycle.days for cycle in half) for half in halves]
        if min(paces) > 0:
            mean, spread = rates[name].mean, rates[name].dispersion
            yield log(paces[1] / paces[0]), sum(spread / (mean * sum(cycle.days for cycle in half)) for half in halves)


def drawn_totals(
    coming: Mapping[str, Sequence[Cycle]], rates: Mapping[str, FillRate], drift: Drift, dice: Dice, draws: int
) -> Mapping[str, Sequence[float]]:
    """Return by bin, draw for draw, what its coming emptyings find in all (full bins): a full bin shows no more than full."""
    factors = [exp(dice.gauss(drift.trend, drift.town)) for _ in range(draws)]
    return {name: [_found(cycles, rates[name], drift, factor, dice) for factor in factors] for name, cycles in coming.items()}


def _found(cycles: Sequence[Cycle], rate: FillRate, drift: Drift, factor: float, dice: Dice) -> float:
    pace = rate.rates[min(bisect_right(rate.cumulated, dice.random()), len(rate.rates) - 1)] * factor * exp(dice.gauss(0.0, drift.bin))
    shapes = [max(pace * cycle.days, _LEAST_MEAN) / rate.dispersion for cycle in cycles]
    return drift.found * sum(min(1.0, dice.gammavariate(shape, rate.dispersion)) for shape in shapes)
