"""Works out a bin's fill from what its sensor measures, and names what it means."""

from dataclasses import dataclass
from typing import Literal

from domain.device import Bin

State = Literal["ok", "nearly_full", "full", "fault", "no_data"]

BRIMFUL = 99.0  # %: a sensor sees no more than full, and reports it a hair below
NEARLY_FULL, FULL = 75.0, 90.0  # %: our choice, near where collectors begin to plan and where lids no longer close
# Ultrasonic noise and a heaped or settled load lie within this; further out the sensor sees something else.
LOWEST_TRUE, HIGHEST_TRUE = -15.0, 125.0  # %


@dataclass(frozen=True, slots=True, kw_only=True)
class FillLimits:
    """From which fill (%) on a bin is nearly full, and full: where alerts are raised; ours where no threshold says."""

    nearly_full: float = NEARLY_FULL
    full: float = FULL


_OURS = FillLimits()


def fill_percent(distance_mm: float, *, empty_mm: float, full_mm: float) -> float:
    """Return the fill (%) for a sensor's distance to the content; outside 0–100 where the calibration does not hold.

    Linear in the distance between `empty_mm` and `full_mm`. Raises ValueError when these do not tell empty from full.
    """
    if empty_mm <= full_mm:
        raise ValueError(f"empty_mm ({empty_mm:g}) must be above full_mm ({full_mm:g}): the sensor looks down from the lid")
    return 100 * (empty_mm - distance_mm) / (empty_mm - full_mm)


def fill_of(parameter: str, value: float, bin_: Bin | None) -> float | None:
    """Return the fill (%) that a measured value means in a bin with the calibration it then had, or None.

    `fill` (%) is one by itself; `distance` (mm) is one only in a bin with `empty_mm` and `full_mm`; no other parameter is.
    """
    if parameter == "fill":
        return value
    if parameter != "distance" or bin_ is None or bin_.empty_mm is None or bin_.full_mm is None:
        return None
    return fill_percent(value, empty_mm=bin_.empty_mm, full_mm=bin_.full_mm)


def is_credible(fill: float) -> bool:
    """Return whether a fill (%) is a level at all; far outside 0–100 it is a fault of sensor or calibration."""
    return LOWEST_TRUE <= fill <= HIGHEST_TRUE


def state_of(fill: float, limits: FillLimits = _OURS) -> State:
    """Return what a fill (%) means."""
    if not is_credible(fill):
        return "fault"
    if fill >= limits.full:
        return "full"
    return "nearly_full" if fill >= limits.nearly_full else "ok"


def clamped(fill: float) -> float:
    """Return the fill (%) within 0–100, as people see it: what lies a little outside is noise."""
    return min(max(fill, 0.0), 100.0)
