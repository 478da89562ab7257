"""The places that an alert is about, and whether what measures there is simulated."""

from collections.abc import Iterable, Iterator

from domain.alerts.alert import Alert
from domain.device import Device, Registry


def ids_of(registry: Registry, alert: Alert, time: int) -> set[str]:
    """Return the ids of all the alert is about, and of the sites and bins where its devices stand."""
    devices = (registry.device(name, time) for name in alert.members if alert.member_type == "device")
    return {alert.subject.id, *alert.members, *(device.place for device in devices if device and device.place)}


def is_simulated(registry: Registry, alert: Alert, time: int) -> bool:
    """Return whether any of the devices behind the alert is simulated: nobody shall drive out for a made-up bin."""
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
