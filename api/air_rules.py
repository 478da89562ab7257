"""Which indices and legal regimes can be asked for? Read once, with their sources."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from api.problems import wrong_field
from config.indices import load_indices, scale_at
from config.regimes import load_regimes
from domain.air.limit import Regime
from domain.air.scale import Scale

_indices = cache(load_indices)
_regimes = cache(load_regimes)


def regimes() -> Mapping[str, Regime]:
    """Return every regime by name."""
    return _regimes()


def scale(name: str, day: date) -> Scale:
    """Return the index's version of that day. Raises a 422 that names those there are."""
    versions = _indices().get(name)
    if versions is None:
        raise wrong_field("scale", f"{name!r} is no index here; there are {', '.join(_indices())}")
    return scale_at(versions, day)


def regime(name: str) -> Regime:
    """Return a regime. Raises a 422 that names those there are."""
    if name not in _regimes():
        raise wrong_field("regime", f"{name!r} is no regime here; there are {', '.join(_regimes())}")
    return _regimes()[name]
