"""What the catalogue makes of a device's single value: whether it is good, and what it says of the true one."""

from config.catalogue import Catalogue
from domain.alerts.observations.judged_value import Good
from domain.bounded_value import BoundedValue, Bounds, bounded
from domain.device import Device
from domain.parameter import Flag, flag_of


def good_by(catalogue: Catalogue) -> Good:
    """Return whether a value has flag 1: no sentinel, within the model's range, of a parameter that the catalogue knows."""

    def good(device: Device, parameter: str, value: float) -> bool:
        definition = catalogue.parameters.get(parameter)
        return definition is not None and flag_of(value, definition, catalogue.model(device.model)) is Flag.GOOD

    return good


def bounds_by(catalogue: Catalogue) -> Bounds:
    """Return what a value says of the true one, also beyond the model's range; nothing of an unknown parameter."""

    def bounds(device: Device, parameter: str, value: float) -> BoundedValue | None:
        definition = catalogue.parameters.get(parameter)
        return bounded(value, definition, catalogue.model(device.model)) if definition is not None else None

    return bounds
