"""The index and the regime that a request names."""

from datetime import date

from api.web.problems import wrong_field
from api.web.services import Services
from config.indices import scale_at
from domain.air.indices.scale import Scale
from domain.air.limit import Regime


def scale_named(services: Services, name: str, day: date) -> Scale:
    """Return the index's version of that day. Raises a 422 that names those there are."""
    if name not in services.indices:
        raise wrong_field("scale", f"{name!r} is no index here; there are {', '.join(services.indices)}")
    return scale_at(services.indices[name], day)


def regime_named(services: Services, name: str) -> Regime:
    """Return a regime. Raises a 422 that names those there are."""
    if name not in services.regimes:
        raise wrong_field("regime", f"{name!r} is no regime here; there are {', '.join(services.regimes)}")
    return services.regimes[name]
