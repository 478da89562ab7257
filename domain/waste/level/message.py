"""What does one message of a bin's sensor say, and what can't it say?

Faults of ultrasonic sensors: facts/devices, "What bin sensors get wrong". A tilted sensor sees no content; beyond the
empty bin's floor it sees out of an open lid, or, from a full bin, nothing at all (dead zone); a sentinel is no echo.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Fault = Literal["tilted", "lid_open", "dead_zone", "false_echo", "blocked", "stuck", "no_sensor"]

TILTED_DEG = 30.0  # facts/waste: tilt makes one or two frames meaningless; a bin on a slope leans less than this
# Noise and a heaped or settled load lie within these (domain.waste.level.fill); further out the sensor sees something else.
LOWEST, HIGHEST = -15.0, 125.0
NEAR_FULL = 90.0  # %: from here on a sensor may lose the content in its dead zone of 3–25 cm (facts/devices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One message: `level` (%, unclamped) or None where it told none; `raw`: the very value, to know it again.

    `tells_tilt`: it says whether the sensor is turned over.
    """

    time: int
    level: float | None
    raw: float | None = None
    tilted: bool = False
    tells_tilt: bool = True


def is_tilted(values: Mapping[str, float]) -> bool:
    """Return whether the sensor lay on its side: `tilted` 0/1, `tilt` in degrees."""
    return values.get("tilted", 0.0) == 1 or abs(values.get("tilt", 0.0)) > TILTED_DEG


def tells_tilt(values: Mapping[str, float]) -> bool:
    """Return whether a message says how the sensor lies."""
    return "tilted" in values or "tilt" in values


def fault_of(frame: Frame, last_level: float | None) -> Fault | None:
    """Return why a frame's level can't be one, or None when it may; `last_level` (%) is what was believed before."""
    if frame.tilted:
        return "tilted"
    if frame.level is None:
        return "no_sensor"
    if frame.level < LOWEST:
        return "dead_zone" if last_level is not None and last_level >= NEAR_FULL else "lid_open"
    return "false_echo" if frame.level > HIGHEST else None
