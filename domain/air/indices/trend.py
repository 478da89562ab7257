"""Whether the air became worse or better since the hour before.

A change counts when it is more than a tenth of the value before and more than a twentieth of the cleanest class's width: less
than that is noise to a reader (our own choice, O).
"""

from typing import Literal

from domain.air.indices.index import Bands

Trend = Literal["rising", "falling", "steady"]
_LEAST_SHARE = 0.1
_LEAST_OF_CLASS = 0.05


def trend(before: float | None, now: float, bands: Bands) -> Trend | None:
    """Return how a mean (µg/m³) changed; None where the hour before was not measured."""
    if before is None:
        return None
    if abs(now - before) <= max(_LEAST_SHARE * abs(before), _LEAST_OF_CLASS * bands.bounds[0]):
        return "steady"
    return "rising" if now > before else "falling"
