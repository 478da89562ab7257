"""Which values are good enough for a mean?"""

from config.catalogue import Catalogue
from domain.device import Device
from domain.parameter import Flag, flag_of
from watch.means import Usable

_LEFT_OUT = (Flag.FAIL, Flag.MISSING)


def usable_by(catalogue: Catalogue) -> Usable:
    """Return the rule: a value takes part unless its flag is 4 (fail) or 9 (missing); what the catalogue doesn't know does not."""

    def usable(device: Device, parameter: str, value: float) -> bool:
        known = catalogue.parameters.get(parameter)
        return known is not None and flag_of(value, known, catalogue.model(device.model)) not in _LEFT_OUT

    return usable
