"""How much of collecting was needed: emptyings a litre, and those that came too early or too late."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, sqrt

_EARLY, _LATE = 40.0, 95.0  # %: emptied below is a visit too early, above one too late
_Z = 1.96  # 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptiedBin:
    """One emptying: how full the bin was (%, None where nobody knows), and its litres."""

    fill: float | None
    capacity_l: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share (0–1) with its 95 % interval (Wilson 1927), of so many."""

    value: float
    low: float
    high: float
    of: int


def per_thousand_litres(emptied: Sequence[EmptiedBin]) -> float | None:
    """Return emptyings for each 1,000 l taken out, of those whose fill is known; None where none is."""
    with_fill = [(bin_.fill, bin_.capacity_l) for bin_ in emptied if bin_.fill is not None]
    litres = sum(fill / 100 * capacity for fill, capacity in with_fill)
    return 1000 * len(with_fill) / litres if litres > 0 else None


def early(emptied: Sequence[EmptiedBin]) -> Share | None:
    """Return the share emptied below 40 %: the truck came too early."""
    return _share_of_known(emptied, lambda fill: fill < _EARLY)


def late(emptied: Sequence[EmptiedBin]) -> Share | None:
    """Return the share emptied above 95 %: the truck came too late, or nearly."""
    return _share_of_known(emptied, lambda fill: fill > _LATE)


def count_interval(confidences: Sequence[float]) -> tuple[int, int]:
    """Return the 95 % interval of how many of so many emptyings took place, each with its own confidence (0–1)."""
    expected = sum(confidences)
    half = _Z * sqrt(sum(confidence * (1 - confidence) for confidence in confidences))
    return max(0, floor(expected - half)), min(len(confidences), ceil(expected + half))


def share(hits: int, of: int) -> Share:
    """Return a share with its interval. Raises ValueError where there is nothing to take a share of."""
    if of <= 0:
        raise ValueError("a share of nothing is none")
    p, z2 = hits / of, _Z * _Z
    middle, half = p + z2 / (2 * of), _Z * sqrt(p * (1 - p) / of + z2 / (4 * of * of))
    return Share(value=p, low=max(0.0, (middle - half) / (1 + z2 / of)), high=min(1.0, (middle + half) / (1 + z2 / of)), of=of)


def _share_of_known(emptied: Sequence[EmptiedBin], counts: Callable[[float], bool]) -> Share | None:
    fills = [bin_.fill for bin_ in emptied if bin_.fill is not None]
    return share(sum(counts(fill) for fill in fills), len(fills)) if fills else None
