"""The unit and the quality flag beside a value."""

from api.web.problems import wrong_field
from api.web.services import Services
from domain.device import Registry
from domain.parameter import Flag, flag_of
from storage.state.air.quality import Mark


def unit_of(services: Services, parameter: str) -> str:
    """Return the parameter's unit; what the catalogue no longer knows has none."""
    return services.catalogue.unit(parameter)


def check_measured(services: Services, parameter: str) -> None:
    """Raise a 422 when nothing measures the parameter."""
    if parameter not in services.catalogue.parameters:
        raise wrong_field("parameter", f"{parameter!r} is not measured; there are {', '.join(services.catalogue.parameters)}")


def flag_at(
    services: Services, registry: Registry, device_id: str, time: int, parameter: str, value: float, mark: Mark | None = None
) -> Flag:
    """Return a value's worst flag: by the model that the device had at `time` (ms UTC), and what watch has against it (`mark`)."""
    by_itself = _flag_by_itself(services, registry, device_id, time, parameter, value)
    return by_itself if mark is None else max(by_itself, mark.flag)


def _flag_by_itself(services: Services, registry: Registry, device_id: str, time: int, parameter: str, value: float) -> Flag:
    definition = services.catalogue.parameters.get(parameter)
    if definition is None:
        return Flag.NOT_EVALUATED
    history = registry.devices.get(device_id)
    return flag_of(value, definition, services.catalogue.model(history.at(time).model) if history else None)
