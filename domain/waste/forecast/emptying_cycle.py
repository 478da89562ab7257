"""How full will a bin be when it is emptied, if all that is known of it are its emptyings?

The fill at an emptying grows with the logarithm of the days since the one before, and a bin has its own level: full bins are
emptied sooner and slow ones wait, so the plain rate would say far too much of short and long waits. What remains to chance is
taken from the errors made before, over all bins, stretched until eight in ten truths lie between P10 and P90 (adaptive
conformal inference, Gibbs & Candès 2021). Found on City of Edinburgh's 6,414 emptyings (docs/waste.md).
"""

from collections import deque
from dataclasses import dataclass, field
from math import exp, log

from domain.duration import DAY
from domain.waste.forecast.scores import Sample, inside

_SHORTEST, _LONGEST = 0.1, 8.0  # days between which the wait says something
_KEPT = 1500  # errors remembered
_ENOUGH = 50  # errors from which a distribution is drawn
_STRETCHING = 0.01  # how fast the errors' stretch follows what fell outside
_CENSORED = 100.0  # %: the truth lies anywhere above
_OUTSIDE = 0.2  # of the truths, below P10 or above P90


@dataclass(slots=True)
class _Own:
    level: float
    n: float
    wait: float


@dataclass(slots=True)
class Cycles:
    """What emptyings have taught. `own_weight`: emptyings over which a bin's own level is averaged; `pool_weight`: what the
    others' mean counts for, in emptyings; `slope`: % for each e-fold of the wait, before any were seen, worth `slope_weight`.
    """

    own_weight: float = 12.0
    pool_weight: float = 2.0
    slope: float = 19.0
    slope_weight: float = 50.0
    _bins: dict[str, _Own] = field(default_factory=dict)
    _errors: deque[float] = field(default_factory=lambda: deque(maxlen=_KEPT))
    _pool: float = 75.0
    _seen: int = 0
    _stretch: float = 1.0

    def mean(self, bin_id: str, waited: int) -> float:
        """Return the expected fill (%, not yet cut at 100) after `waited` (ms) since the last emptying."""
        own = self._bins.get(bin_id)
        n, level = (own.n, own.level) if own else (0.0, 0.0)
        return (level * n + self._pool * self.pool_weight) / (n + self.pool_weight) + self.slope * _log_days(waited)

    def told(self, bin_id: str) -> float:
        """Return how many emptyings the bin's own level rests on."""
        own = self._bins.get(bin_id)
        return own.n if own else 0.0

    def errors(self) -> Sample | None:
        """Return the errors made before, or None while there are too few."""
        return Sample(sorted(error * self._stretch for error in self._errors)) if len(self._errors) >= _ENOUGH else None

    def learn(self, bin_id: str, waited: int, fill: float) -> None:
        """Learn that the bin was `fill` (%) full when it was emptied after `waited` (ms)."""
        x = _log_days(waited)
        error = fill - self.mean(bin_id, waited)
        self._follow(error, fill)
        self._errors.append(error)
        own = self._bins.setdefault(bin_id, _Own(level=self._pool, n=0.0, wait=x))
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
            self._stretch *= exp(_STRETCHING * (1 - inside(low, high) - _OUTSIDE))

    def _lean(self, own: _Own, x: float, fill: float) -> None:
        """Move the slope by how this emptying differs from the bin's usual one."""
        own.wait += 0.1 * (x - own.wait)
        apart = x - own.wait
        self.slope_weight = self.slope_weight * 0.9995 + apart * apart
        self.slope += apart * (fill - own.level - self.slope * x) / self.slope_weight


def _log_days(waited: int) -> float:
    return log(min(max(waited / DAY, _SHORTEST), _LONGEST))
