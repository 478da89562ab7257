"""Which value does an instantaneous threshold judge, of all that a device measured at a time?"""

from collections.abc import Callable, Mapping

from domain.alerts.threshold import Threshold
from domain.device import Device, Registry
from domain.waste.level.fill import fill_told, state_of
from domain.waste.level.message import is_tilted

Good = Callable[[Device, str, float], bool]  # whether a device's value of a parameter is one that somebody may act on

MEASURED_AS: Mapping[str, tuple[str, ...]] = {"fill": ("fill", "distance")}  # told by its sensor, or follows from a distance
TILT = ("tilt", "tilted")


def sources(parameter: str) -> tuple[str, ...]:
    """Return what is measured that may tell the parameter, the most direct first."""
    return MEASURED_AS.get(parameter, (parameter,))


def measures(threshold: Threshold, device: Device) -> bool:
    """Return whether a device of this kind is what the threshold is about."""
    return threshold.kind in (device.kind, "device")


def judged_value(parameter: str, values: Mapping[str, float], device: Device, registry: Registry, time: int, good: Good) -> float | None:
    """Return the parameter as `device` measured it at `time` (ms UTC), in its unit; None where the values tell nothing of it.

    A fill is none while the sensor lies tilted or is outside what a bin can be (domain.waste.level.fill): those are faults.
    """
    told = (name for name in sources(parameter) if name in values and good(device, name, values[name]))
    if parameter != "fill":
        return next((values[name] for name in told), None)
    if is_tilted(values):
        return None
    history = registry.bins.get(device.place) if device.place else None
    fills = (fill_told(name, values[name], history.at(time) if history else None) for name in told)
    return next((fill for fill in fills if fill is not None and state_of(fill) != "fault"), None)
