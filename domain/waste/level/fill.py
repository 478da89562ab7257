"""How full a bin is, from what its sensor measures, and what to call that."""

from typing import Literal

from domain.device import Bin

State = Literal["ok", "nearly_full", "full", "fault", "no_data"]

BRIMFUL = 99.0  # %: a sensor sees no more than full, and tells it a hair below
NEARLY_FULL, FULL = 75.0, 90.0  # %: our choice, near where collectors begin to plan and where lids stop to close
# Ultrasonic noise and a heaped or settled load lie within this; further out the sensor sees something else (facts/waste).
_LOWEST_TRUE, _HIGHEST_TRUE = -15.0, 125.0


def fill_percent(distance_mm: float, *, empty_mm: float, full_mm: float) -> float:
    """Return the fill (%) for a sensor's distance to the content; outside 0–100 where the calibration does not hold.

    Linear in the distance between `empty_mm` and `full_mm`. Raises ValueError when these do not tell empty from full.
    """
    if empty_mm <= full_mm:
        raise ValueError(f"empty_mm ({empty_mm:g}) must be above full_mm ({full_mm:g}): the sensor looks down from the lid")
    return 100 * (empty_mm - distance_mm) / (empty_mm - full_mm)


def fill_told(parameter: str, value: float, bin_: Bin | None) -> float | None:
    """Return the fill (%) that a value tells, with the calibration of the bin as it then was; None where it tells none.

    `parameter`: `fill` (%) tells it by itself, `distance` (mm) only in a bin with `empty_mm` and `full_mm`.
    """
    if parameter == "fill":
        return value
    if parameter != "distance" or bin_ is None or bin_.empty_mm is None or bin_.full_mm is None:
        return None
    return fill_percent(value, empty_mm=bin_.empty_mm, full_mm=bin_.full_mm)


def state_of(fill: float) -> State:
    """Return what a fill (%) means; far outside 0–100 it is a fault of sensor or calibration, never a level."""
    if not _LOWEST_TRUE <= fill <= _HIGHEST_TRUE:
        return "fault"
    if fill >= FULL:
        return "full"
    return "nearly_full" if fill >= NEARLY_FULL else "ok"


def shown(fill: float) -> float:
    """Return the fill (%) within 0–100, as people are told it."""
    return min(max(fill, 0.0), 100.0)
