"""Forecasts how full a bin will be at its next emptying, from its emptyings alone.

The fill at an emptying grows with the logarithm of the days since the one before, from a level of the bin's own. Full bins are emptied
sooner and slow ones wait, so a plain rate would be far too high after short and long waits. The spread comes from earlier errors over
all bins, stretched until eight in ten truths lie between P10 and P90 (adaptive conformal inference, Gibbs & Candès 2021).
Found on City of Edinburgh's 6,414 emptyings (docs/benchmarks.md).
"""

from collections import deque
from dataclasses import dataclass, field
from math import exp, log

from domain.duration import DAY
from domain.waste.forecast.scores import ErrorDistribution, coverage

_SHORTEST, _LONGEST = 0.1, 8.0  # days: a shorter or longer wait counts as this
_KEPT = 1500  # errors
_ENOUGH = 50  # errors from which a distribution is drawn
_STRETCHING = 0.01  # how fast the errors' stretch follows what fell outside
_CENSORED = 100.0  # %: the truth may lie anywhere above
_OUTSIDE = 0.2  # share of the truths below P10 or above P90


@dataclass(slots=True)
class _BinFill:
    level: float
    n: float
    wait: float


@dataclass(slots=True)
class EmptyingHistory:
    """What all bins' emptyings have taught.

    `own_weight`: emptyings over which a bin's own level is averaged; `pool_weight`: emptyings that the others' mean counts for.
    `slope`: % for each e-fold of the wait, before any were seen, worth `slope_weight`.
    """

    own_weight: float = 12.0
    pool_weight: float = 2.0
    slope: float = 19.0
    slope_weight: float = 50.0
    _bins: dict[str, _BinFill] = field(default_factory=dict)
    _errors: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _pool: float = 75.0
    _seen: int = 0
    _stretch: float = 1.0

    def mean(self, bin_id: str, waited: int) -> float:
        """Return the expected fill (%, not yet cut at 100) after `waited` (ms) since the last emptying."""
        own = self._bins.get(bin_id)
        n, level = (own.n, own.level) if own else (0.0, 0.0)
        return (level * n + self._pool * self.pool_weight) / (n + self.pool_weight) + self.slope * _log_days(waited)

    def count(self, bin_id: str) -> float:
        """Return the number of emptyings that the bin's own level rests on."""
        own = self._bins.get(bin_id)
        return own.n if own else 0.0

    def errors(self) -> ErrorDistribution | None:
        """Return the errors made before, None while there are too few."""
        return ErrorDistribution(sorted(error * self._stretch for error in self._errors)) if len(self._errors) >= _ENOUGH else None

    def learn(self, bin_id: str, waited: int, fill: float) -> None:
        """Learn that the bin was `fill` (%) full when it was emptied after `waited` (ms)."""
        x = _log_days(waited)
        error = fill - self.mean(bin_id, waited)
        self._follow(error, fill)
        self._errors.append(error)
        own = self._bins.setdefault(bin_id, _BinFill(level=self._pool, n=0.0, wait=x))
        rest = fill - self.slope * x
        own.n = min(own.n + 1, self.own_weight)
        own.level += (rest - own.level) / own.n
        self._seen += 1
        self._pool += (rest - self._pool) / min(self._seen + 20, 500)
        self._lean(own, x, fill)

    def _follow(self, error: float, fill: float) -> None:
        before = self.errors()
        if before:
            low, high = before.chance_below(error), 1.0 if fill >= _CENSORED else before.chance_below(error + 1)
            self._stretch *= exp(_STRETCHING * (1 - coverage(low, high) - _OUTSIDE))

    def _lean(self, own: _BinFill, x: float, fill: float) -> None:
        """Move the slope by how this emptying differs from the bin's usual one."""
        own.wait += 0.1 * (x - own.wait)
        apart = x - own.wait
        self.slope_weight = self.slope_weight * 0.9995 + apart * apart
        self.slope += apart * (fill - own.level - self.slope * x) / self.slope_weight


def _log_days(waited: int) -> float:
    return log(min(max(waited / DAY, _SHORTEST), _LONGEST))
