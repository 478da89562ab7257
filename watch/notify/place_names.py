"""What is the place called that an alert is about, and is what measures there simulated?"""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Alert
from domain.device import Device, Registry


def name_of(registry: Registry, kind: str, thing_id: str, time: int) -> str:
    """Return what people call a site, bin or device as it was at `time` (ms UTC), with where the device stands; else its id."""
    if kind == "device":
        device = registry.device(thing_id, time)
        place = _place_name(registry, device, time) if device else None
        name = (device.name if device else None) or thing_id
        return f"{name}, {place}" if place and place not in name else name
    history = (registry.sites if kind == "site" else registry.bins).get(thing_id)
    return history.at(time).name if history else thing_id


def ids_of(registry: Registry, alert: Alert, time: int) -> set[str]:
    """Return the ids of all the alert is about, and of the sites and bins where its devices stand."""
    devices = (registry.device(name, time) for name in alert.members if alert.member_type == "device")
    return {alert.subject.id, *alert.members, *(device.place for device in devices if device and device.place)}


def is_simulated(registry: Registry, alert: Alert, time: int) -> bool:
    """Tell whether any of the devices behind the alert is simulated: nobody shall drive out for a made-up bin."""
    return any(device.simulated for device in _devices(registry, alert, time))


def _devices(registry: Registry, alert: Alert, time: int) -> Iterator[Device]:
    if alert.member_type == "device":
        among: Iterable[str] = alert.members
    else:
        among = registry.devices
    for device_id in among:
        device = registry.device(device_id, time)
        if device is not None and (alert.member_type == "device" or device.place in alert.members):
            yield device


def _place_name(registry: Registry, device: Device, time: int) -> str | None:
    if device.place is None:
        return None
    history = (registry.sites if device.kind == "air" else registry.bins).get(device.place)
    return history.at(time).name if history else None
