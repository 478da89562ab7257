"""The value that an instantaneous threshold judges, of all that a device measured at a time."""

from collections.abc import Callable, Mapping

from domain.alerts.threshold import Threshold
from domain.bounded_value import BoundedValue, Bounds
from domain.device import Device, Registry
from domain.waste.level.fill import clamped, fill_of, is_credible
from domain.waste.level.message import is_tilted

Good = Callable[[Device, str, float], bool]  # whether a device's value of a parameter is one that somebody may act on

MEASURED_AS: Mapping[str, tuple[str, ...]] = {"fill": ("fill", "distance")}  # its sensor sends it, or it follows from a distance
TILT = ("tilt", "tilted")


def sources(parameter: str) -> tuple[str, ...]:
    """Return what is measured that gives the parameter, the most direct first."""
    return MEASURED_AS.get(parameter, (parameter,))


def measures(threshold: Threshold, device: Device) -> bool:
    """Return whether a device of this kind is what the threshold is about."""
    return threshold.kind in (device.kind, "device")


def shown_value(parameter: str, value: float) -> float:
    """Return a judged value as people see it: a fill within 0–100 %, anything else as it is."""
    return clamped(value) if parameter == "fill" else value


def judged_value(
    parameter: str, values: Mapping[str, float], device: Device, registry: Registry, time: int, bounds: Bounds
) -> BoundedValue | None:
    """Return the parameter as `device` measured it at `time` (ms UTC), in its unit; None where the values say nothing of it.

    There is no fill while the sensor is tilted, or where the fill is outside what a bin can be (domain.waste.level.fill), or the
    sensor is outside its range, as in its dead zone: those are faults of the sensor, which say nothing of the waste.
    """
    measured = {name: bounds(device, name, values[name]) for name in sources(parameter) if name in values}
    if parameter != "fill":
        return next((value for value in measured.values() if value is not None), None)
    if is_tilted(values):
        return None
    history = registry.bins.get(device.place) if device.place else None
    bin_ = history.at(time) if history else None
    fills = (fill_of(name, value.value, bin_) for name, value in measured.items() if value is not None and value.bound == "exact")
    return next((BoundedValue(fill) for fill in fills if fill is not None and is_credible(fill)), None)
