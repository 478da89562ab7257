"""Which values are good enough for a mean?"""

from collections.abc import Mapping

from domain.device import Device
from domain.model import Model
from domain.parameter import Flag, Parameter, flag_of
from watch.means import Usable

_LEFT_OUT = (Flag.FAIL, Flag.MISSING)


def usable_by(parameters: Mapping[str, Parameter], models: Mapping[str, Model]) -> Usable:
    """Return the rule: a value takes part unless its flag is 4 (fail) or 9 (missing); what the catalogue doesn't know does not."""

    def usable(device: Device, parameter: str, value: float) -> bool:
        known = parameters.get(parameter)
        return known is not None and flag_of(value, known, models.get(device.model)) not in _LEFT_OUT

    return usable
