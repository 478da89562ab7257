"""Scores forecasts against what one would say without them.

Brier score, its skill against climatology, pinball loss and interval coverage as in Gneiting & Raftery (2007), "Strictly
proper scoring rules"; coverage of stepwise or censored truth by the randomised probability transform (Czado, Gneiting & Held
2009): a truth that is only known to lie between two points of the forecast's distribution counts for the share of the
stretch that lies within the interval.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean

TAUS = (0.1, 0.5, 0.9)


def pinball(quantiles: Sequence[float], truth: float) -> float:
    """Return the mean pinball loss of the `TAUS` quantiles, in the truth's unit."""
    return fmean((truth - q) * tau if truth >= q else (q - truth) * (1 - tau) for q, tau in zip(quantiles, TAUS, strict=True))


def coverage(below: float, upto: float, low: float = 0.1, high: float = 0.9) -> float:
    """Return the share of [below, upto], the forecast's probabilities just below and up to the truth, that lies in the interval."""
    if upto - below < 1e-9:
        return float(low <= upto <= high)
    return max(0.0, min(upto, high) - max(below, low)) / (upto - below)


@dataclass(slots=True)
class EventForecasts:
    """Probabilities given for events, and whether the events came, by bin."""

    given: dict[str, list[tuple[float, bool]]] = field(default_factory=lambda: defaultdict(list))

    def add(self, bin_id: str, chance: float, came: bool) -> None:
        """Add one forecast and its outcome."""
        self.given[bin_id].append((chance, came))

    @property
    def count(self) -> int:
        """The number of forecasts."""
        return sum(map(len, self.given.values()))

    def brier(self) -> float:
        """Return the Brier score: 0 is perfect."""
        return fmean((chance - came) ** 2 for given in self.given.values() for chance, came in given)

    def skill(self) -> float | None:
        """Return the Brier skill against each bin's climatology: its share of events among all its other forecasts.

        Some of those lie in the future, which nobody knows beforehand: the reference is a hard one. None where nothing varies.
        """
        judged = [(sum(came for _, came in given), len(given) - 1, given) for given in self.given.values() if len(given) > 1]
        score = sum(((total - came) / others - came) ** 2 for total, others, given in judged for _, came in given)
        ours = sum((chance - came) ** 2 for _, _, given in judged for chance, came in given)
        return 1 - ours / score if score else None


@dataclass(slots=True)
class SmoothedBaseline:
    """The usual baseline: an exponentially weighted mean per bin, with the errors that it made before around it.

    `alpha`: 0.08, best on Wyndham's levels. Without its errors it would be far easier to beat.
    """

    alpha: float = 0.08
    keep: int = 2000
    means: dict[str, float] = field(default_factory=dict)
    errors: list[float] = field(default_factory=list)

    def quantiles(self, bin_id: str) -> list[float] | None:
        """Return the `TAUS` quantiles, or None before anything was seen."""
        if bin_id not in self.means or not self.errors:
            return None
        ordered = sorted(self.errors[-self.keep :])
        return [self.means[bin_id] + ordered[int(tau * len(ordered))] for tau in TAUS]

    def learn(self, bin_id: str, truth: float) -> None:
        """Move the bin's mean towards what came."""
        mean = self.means.setdefault(bin_id, truth)
        self.errors.append(truth - mean)
        self.means[bin_id] = mean + self.alpha * (truth - mean)


@dataclass(frozen=True, slots=True)
class ErrorDistribution:
    """Errors made before, in ascending order: an empirical distribution around a forecast mean."""

    ordered: Sequence[float]

    def quantile(self, tau: float) -> float:
        """Return the error that a share `tau` stayed below."""
        return self.ordered[min(int(tau * len(self.ordered)), len(self.ordered) - 1)]

    def chance_below(self, error: float) -> float:
        """Return the share of errors below `error`."""
        return bisect_left(self.ordered, error) / len(self.ordered)
