"""How fast each bin fills, learned from fills that are seen only when it is emptied.

What comes in within `t` days is a gamma number with mean rate · t and variance mean · dispersion (a gamma process). A noted fill gives
its density, a bin that was full only P(amount ≥ what was seen), a fill that nobody noted nothing. Each bin's rate is drawn
towards the others' of its fraction (empirical Bayes), on a grid of rates.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from math import exp, inf, lgamma, log, sqrt
from statistics import fmean, pstdev

from domain.dryrun.cycle import BinHistory, Cycle
from domain.dryrun.emptying_list import SeenFill
from domain.waste.forecast.gamma import chance_below

_GRID = 41
_WIDEST = 4.0  # standard deviations of the prior that the grid spans
_LEAST_SPREAD, _MOST_SPREAD = 0.3, 1.0  # of log rates between bins
_LEAST_DISPERSION, _MOST_DISPERSION = 0.01, 0.6
_TINY = 1e-12
_UNLIKELY = 1e-3


@dataclass(frozen=True)
class FillRate:
    """What is believed of one bin: rates (full bins a day) with their probabilities, and variance over mean of what comes in.

    `seen`: cycles with a noted fill; `censored`: of these, in which the bin was full.
    """

    rates: Sequence[float]
    chances: Sequence[float]
    dispersion: float
    seen: int
    censored: int

    @cached_property
    def mean(self) -> float:
        """The expected rate, full bins a day."""
        return sum(rate * chance for rate, chance in zip(self.rates, self.chances, strict=True))

    @cached_property
    def deviation(self) -> float:
        """The standard deviation of the rate."""
        return sqrt(sum(chance * (rate - self.mean) ** 2 for rate, chance in zip(self.rates, self.chances, strict=True)))

    @cached_property
    def cumulated(self) -> Sequence[float]:
        """P(rate ≤ each rate)."""
        return list(accumulate(self.chances))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What the other bins say: mean and standard deviation of the logarithm of rates, and the dispersion."""

    log_rate: float
    spread: float
    dispersion: float


def fill_rates(histories: Mapping[str, BinHistory], *, interval_fill: float, dispersion: float) -> Mapping[str, FillRate]:
    """Return each bin's rate. `interval_fill`: share of a full bin that practice expects where no fill is noted; `dispersion` likewise."""
    prior = _first_prior(histories, interval_fill, dispersion)
    rates = {name: posterior(history.cycles, prior) for name, history in histories.items()}
    better = _prior_after(histories, rates, prior)
    return {name: posterior(history.cycles, better) for name, history in histories.items()}


def posterior(cycles: Sequence[Cycle], prior: Prior) -> FillRate:
    """Return what the cycles of one bin say of its rate, on a grid that is laid once over the prior and again where the rate is likely."""
    seen = [(cycle.days, cycle.fill) for cycle in cycles if cycle.fill is not None]
    evidence = list(_evidence(seen, prior.dispersion))
    low, high = _likely(_weights(evidence, prior, -_WIDEST, _WIDEST), -_WIDEST, _WIDEST)
    weights, total = (again := _weights(evidence, prior, low, high)), sum(again)
    return FillRate(
        rates=[exp(prior.log_rate + deviation * prior.spread) for deviation in _grid(low, high)],
        chances=[weight / total for weight in weights],
        dispersion=prior.dispersion,
        seen=len(seen),
        censored=sum(fill.is_censored for _, fill in seen),
    )


def _grid(low: float, high: float) -> list[float]:
    return [low + (high - low) * number / (_GRID - 1) for number in range(_GRID)]


def _weights(evidence: Sequence["_Evidence"], prior: Prior, low: float, high: float) -> list[float]:
    """Return how likely rates are that deviate so many standard deviations from the prior, the likeliest 1."""
    logs = []
    for deviation in _grid(low, high):
        rate = exp(prior.log_rate + deviation * prior.spread)
        logs.append(sum((known.log_chance(rate, prior.dispersion) for known in evidence), -deviation * deviation / 2))
    most = max(logs)
    return [exp(value - most) for value in logs]


def _likely(weights: Sequence[float], low: float, high: float) -> tuple[float, float]:
    """Return between which deviations the rate lies but for one chance in a thousand, and a step more on either side."""
    kept = [number for number, weight in enumerate(weights) if weight > _UNLIKELY]
    step = (high - low) / (_GRID - 1)
    return low + step * max(0, kept[0] - 1), low + step * min(_GRID - 1, kept[-1] + 1)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """So many cycles of equal length that say the same: amounts by the sum of their logarithms, or bounds."""

    days: int
    count: int
    log_amounts: float = 0.0
    above: float | None = None
    below: float | None = None

    def log_chance(self, rate: float, dispersion: float) -> float:
        """Return the logarithm of the likelihood, up to what no rate changes."""
        shape = rate * self.days / dispersion
        if self.above is not None:
            return self.count * log(max(1 - chance_below(self.above, shape, dispersion), _TINY))
        if self.below is not None:
            return self.count * log(max(chance_below(self.below, shape, dispersion), _TINY))
        return shape * self.log_amounts - self.count * lgamma(shape)


def _evidence(seen: Sequence[tuple[int, SeenFill]], dispersion: float) -> Iterator[_Evidence]:
    logs: dict[int, float] = defaultdict(float)
    amounts: Counter[int] = Counter()
    above: Counter[tuple[int, float]] = Counter()
    below: Counter[tuple[int, float]] = Counter()
    for days, fill in seen:
        if fill.high == inf:
            above[days, round(fill.low, 3)] += 1
        elif fill.low <= 0:
            below[days, round(fill.high, 3)] += 1
        else:
            amounts[days] += 1
            logs[days] += log(fill.middle / dispersion)
    yield from (_Evidence(days, count, logs[days]) for days, count in amounts.items())
    yield from (_Evidence(days, count, above=bound) for (days, bound), count in above.items() if bound > 0)
    yield from (_Evidence(days, count, below=bound) for (days, bound), count in below.items())


def _first_prior(histories: Mapping[str, BinHistory], interval_fill: float, dispersion: float) -> Prior:
    crude = [rate for history in histories.values() if (rate := _crude(history.cycles)) > 0]
    if len(crude) < 3:  # nobody noted fills: practice is taken to come when bins are as full as planners mean them to be
        usual = [interval_fill / history.usual_days for history in histories.values()]
        return Prior(log_rate=fmean(map(log, usual)) if usual else log(0.1), spread=_MOST_SPREAD, dispersion=dispersion)
    logs = [log(rate) for rate in crude]
    return Prior(log_rate=fmean(logs), spread=min(_MOST_SPREAD, max(_LEAST_SPREAD, pstdev(logs))), dispersion=dispersion)


def _crude(cycles: Sequence[Cycle]) -> float:
    seen = [cycle for cycle in cycles if cycle.fill is not None]
    days = sum(cycle.days for cycle in seen)
    return sum(cycle.fill.middle for cycle in seen if cycle.fill is not None) / days if days else 0.0


def _prior_after(histories: Mapping[str, BinHistory], rates: Mapping[str, FillRate], before: Prior) -> Prior:
    squares, weight = before.dispersion * 20, 20.0  # the figure that came with Bysans counts for twenty cycles
    for name, history in histories.items():
        for cycle in history.cycles:
            if cycle.fill is not None and not cycle.fill.is_censored:
                mean = rates[name].mean * cycle.days
                noted = (cycle.fill.high - cycle.fill.low) ** 2 / 12
                squares += max(0.0, (cycle.fill.middle - mean) ** 2 - noted) / mean
                weight += 1
    known = [log(rate.mean) for rate in rates.values() if rate.seen] or [before.log_rate]
    spread = pstdev(known) if len(known) > 2 else before.spread
    return Prior(
        log_rate=fmean(known),
        spread=min(_MOST_SPREAD, max(_LEAST_SPREAD, spread)),
        dispersion=min(_MOST_DISPERSION, max(_LEAST_DISPERSION, squares / weight)),
    )
