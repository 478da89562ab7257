"""What a sensor is put up to measure, and whether it still does."""

from collections.abc import Mapping
from typing import Literal

from domain.air.windows import AIR_PARAMETERS
from domain.device import Kind

Lack = Literal["no_air", "no_level"]

_PURPOSE: Mapping[Kind, frozenset[str]] = {"air": AIR_PARAMETERS, "bin": frozenset(("fill", "distance"))}
_LACKS: Mapping[Kind, Lack] = {"air": "no_air", "bin": "no_level"}


def lack_of(kind: Kind, newest: Mapping[str, int], longest_silence: int) -> Lack | None:
    """Return what a sensor that sends does not measure, None where it measures what it is for or sends nothing at all.

    `newest`: when (ms UTC) each parameter was last measured. A sensor may send its battery apart from the rest, so a parameter
    counts until it is `longest_silence` (ms) older than the newest.
    """
    if not newest:
        return None
    since = max(newest.values()) - longest_silence
    measured = {parameter for parameter, time in newest.items() if time >= since}
    return None if measured & _PURPOSE[kind] else _LACKS[kind]
