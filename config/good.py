"""What the catalogue makes of a device's values: whether one is good, what it says of the true one, and what its model cannot see."""

from collections.abc import Callable

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


def blind_by(catalogue: Catalogue) -> Callable[[Device, str], bool]:
    """Return whether a device's model cannot see all that a parameter counts."""

    def blind(device: Device, parameter: str) -> bool:
        model = catalogue.model(device.model)
        return model is not None and parameter in model.blind_to

    return blind
