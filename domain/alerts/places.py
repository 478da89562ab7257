"""The places that an alert is about, and whether what measures there is simulated."""

from domain.alerts.alert import Alert
from domain.device import Registry

SimulatedThings = frozenset[tuple[str, str]]  # type and id


def ids_of(registry: Registry, alert: Alert, time: int) -> set[str]:
    """Return the ids of all the alert is about, and of the sites and bins where its devices stand at `time` (ms UTC)."""
    devices = (registry.device(name, time) for name in alert.members if alert.member_type == "device")
    return {alert.subject.id, *alert.members, *(device.place for device in devices if device and device.place)}


def simulated_things(registry: Registry, time: int) -> SimulatedThings:
    """Return the simulated devices, and the sites and bins where one of them stands at `time` (ms UTC)."""
    devices = [device for name in registry.devices if (device := registry.device(name, time)) is not None and device.simulated]
    places = {("site" if device.kind == "air" else "bin", device.place) for device in devices if device.place is not None}
    return frozenset({("device", device.id) for device in devices} | places)


def is_simulated(alert: Alert, simulated: SimulatedThings) -> bool:
    """Return whether any of the devices behind the alert is simulated: nobody shall drive out for a made-up bin."""
    return any((alert.member_type, name) in simulated for name in alert.members)
