"""Which single values may raise or clear an alert?"""

from config.catalogue import Catalogue
from domain.alerts.judged_value import Good
from domain.device import Device
from domain.parameter import Flag, flag_of


def good_by(catalogue: Catalogue) -> Good:
    """Return the rule: only a value with flag 1; sentinels, values outside the model's range and unknown parameters are no data."""

    def good(device: Device, parameter: str, value: float) -> bool:
        known = catalogue.parameters.get(parameter)
        return known is not None and flag_of(value, known, catalogue.model(device.model)) is Flag.GOOD

    return good
