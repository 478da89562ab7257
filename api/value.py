"""Which unit and flag stand beside a value."""

from api.services import Services
from domain.device import Registry
from domain.parameter import Flag, flag_of


def unit_of(here: Services, parameter: str) -> str:
    """Return the parameter's unit; what the catalogue no longer knows has none."""
    known = here.catalogue.parameters.get(parameter)
    return known.unit if known else ""


def flag_at(here: Services, registry: Registry, device_id: str, time: int, parameter: str, value: float) -> Flag:
    """Judge a value by the model that the device had at `time` (ms UTC)."""
    known = here.catalogue.parameters.get(parameter)
    if known is None:
        return Flag.NOT_EVALUATED
    history = registry.devices.get(device_id)
    return flag_of(value, known, here.catalogue.model(history.at(time).model) if history else None)
