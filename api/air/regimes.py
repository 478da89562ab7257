"""Which indices and legal regimes can be asked for? Read once, with their sources."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from api.web.problems import wrong_field
from config.indices import load_indices, scale_at
from config.regimes import load_regimes
from domain.air.limit import Regime
from domain.air.scale import Scale

DEFAULT_REGIME = "norway-2022"  # the law where the service is made for

_indices = cache(load_indices)


@cache
def regimes() -> Mapping[str, Regime]:
    """Return every regime by name, the default one first."""
    known = load_regimes()
    return {name: known[name] for name in sorted(known, key=lambda name: (name != DEFAULT_REGIME, name))}


def scale(name: str, day: date) -> Scale:
    """Return the index's version of that day. Raises a 422 that names those there are."""
    versions = _indices().get(name)
    if versions is None:
        raise wrong_field("scale", f"{name!r} is no index here; there are {', '.join(_indices())}")
    return scale_at(versions, day)


def regime(name: str) -> Regime:
    """Return a regime. Raises a 422 that names those there are."""
    if name not in regimes():
        raise wrong_field("regime", f"{name!r} is no regime here; there are {', '.join(regimes())}")
    return regimes()[name]
