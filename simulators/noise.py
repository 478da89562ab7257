"""Repeatable chance: the same keys always draw the same number, on every machine and in any order."""

from functools import lru_cache
from hashlib import blake2b
from math import cos, pi
from statistics import NormalDist

_STANDARD = NormalDist()
_STEPS = 2**48
_FAR = 3.5  # a draw further out comes once in two thousand and would break physical bounds


def uniform(*keys: object) -> float:
    """Return a number strictly between 0 and 1 that belongs to `keys`."""
    digest = blake2b("/".join(map(str, keys)).encode(), digest_size=6).digest()
    return (int.from_bytes(digest, "big") + 0.5) / _STEPS


def gauss(*keys: object) -> float:
    """Return a standard normal draw that belongs to `keys`, cut at ±3.5."""
    return max(-_FAR, min(_FAR, _STANDARD.inv_cdf(uniform(*keys))))


def smooth(time: int, period: int, *keys: object) -> float:
    """Return slowly changing noise within ±3.5 at `time`, which wanders over one `period` (both ms)."""
    step, rest = divmod(time, period)
    weight = (1 - cos(pi * rest / period)) / 2
    return (1 - weight) * _at_step(step, keys) + weight * _at_step(step + 1, keys)


@lru_cache(maxsize=4096)
def _at_step(step: int, keys: tuple[object, ...]) -> float:
    return gauss(*keys, step)
