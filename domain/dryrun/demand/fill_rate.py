"""How fast each bin fills, learned from fills that are seen only when it is emptied.

What comes in within `t` days has mean rate · t and variance mean · dispersion, as a gamma process has. A bin that was full says only
P(amount ≥ what was seen) of such a process, a fill that nobody noted says nothing. A noted fill counts by its quasi-likelihood
(Wedderburn 1974), (amount · log mean − mean) / dispersion: it needs no more than mean and variance, so that bins emptied
twice in a row, nearly empty, do not drag the rate down as a gamma's density would let them. Each bin's rate is drawn towards the
others' (empirical Bayes), on a grid of rates.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate
from math import exp, log, sqrt
from statistics import fmean, pstdev

from domain.dryrun.demand.cycle import BinHistory, Cycle
from domain.dryrun.emptying_list import SeenFill
from domain.waste.forecast.gamma import chance_below

_GRID = 41
_WIDEST = 4.0  # standard deviations of the prior that the grid spans
_LEAST_SPREAD, _MOST_SPREAD = 0.3, 1.0  # of log rates between bins
_LEAST_DISPERSION, _MOST_DISPERSION = 0.01, 0.6
_TINY = 1e-12
_UNLIKELY = 1e-3
_KEPT = 10_000  # chances of full bins: all bins are first tried at the same rates


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
    evidence = list(_evidence(seen))
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
    """So many cycles of equal length: of noted amounts the sum (full bins), of full bins what they held at least."""

    days: int
    count: int
    amount: float = 0.0
    above: float | None = None

    def log_chance(self, rate: float, dispersion: float) -> float:
        """Return the logarithm of the likelihood, up to what no rate changes."""
        mean = rate * self.days
        if self.above is not None:
            return self.count * _log_above(self.above, mean / dispersion, dispersion)
        return (self.amount * log(mean) - self.count * mean) / dispersion


@lru_cache(_KEPT)
def _log_above(amount: float, shape: float, scale: float) -> float:
    return log(max(1 - chance_below(amount, shape, scale), _TINY))


def _evidence(seen: Sequence[tuple[int, SeenFill]]) -> Iterator[_Evidence]:
    amounts: dict[int, list[float]] = defaultdict(list)
    above: Counter[tuple[int, float]] = Counter()
    for days, fill in seen:
        if fill.is_censored:
            above[days, round(fill.low, 3)] += 1
        else:
            amounts[days].append(fill.middle)
    yield from (_Evidence(days, len(noted), sum(noted)) for days, noted in amounts.items())
    yield from (_Evidence(days, count, above=bound) for (days, bound), count in above.items() if bound > 0)


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
