"""One message of a bin's sensor, and why its level may be none.

Ultrasonic sensors fail in known ways. A tilted sensor sees no content. Beyond the empty bin's floor
it looks out of an open lid or, over a full bin, sees nothing at all (dead zone). A sentinel is no echo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.waste.level.fill import HIGHEST_TRUE, LOWEST_TRUE

Fault = Literal["tilted", "lid_open", "dead_zone", "false_echo", "blocked", "stuck", "no_sensor"]

TILTED_DEG = 30.0  # a tilt makes one or two messages meaningless; a bin on a slope leans less than this
NEAR_FULL = 90.0  # %: from here on a sensor may lose the content in its dead zone of 3–25 cm (vendors' data sheets)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorMessage:
    """One message at `time` (ms UTC): `level` (%, not clamped), None where it had none; `raw`: the very value, to recognise it again.

    `tilted`: the sensor lies on its side. `reports_tilt`: whether it would say so.
    """

    time: int
    level: float | None
    raw: float | None = None
    tilted: bool = False
    reports_tilt: bool = True


def is_tilted(values: Mapping[str, float]) -> bool:
    """Return whether the sensor lay on its side: `tilted` is 1, or `tilt` is more than 30 degrees."""
    return values.get("tilted", 0.0) == 1 or abs(values.get("tilt", 0.0)) > TILTED_DEG


def reports_tilt(values: Mapping[str, float]) -> bool:
    """Return whether a message says how the sensor lies."""
    return "tilted" in values or "tilt" in values


def fault_of(message: SensorMessage, last_level: float | None) -> Fault | None:
    """Return why a message's level cannot be one, None where it may; `last_level` (%): what was believed before."""
    if message.tilted:
        return "tilted"
    if message.level is None:
        return "no_sensor"
    if message.level < LOWEST_TRUE:
        return "dead_zone" if last_level is not None and last_level >= NEAR_FULL else "lid_open"
    return "false_echo" if message.level > HIGHEST_TRUE else None
