"""What people call a site, a bin or a device."""

from domain.device import Device, Registry


def name_of(registry: Registry, kind: str, thing_id: str, time: int) -> str:
    """Return what people call a site, bin or device as it was at `time` (ms UTC), with where the device stands; else its id."""
    if kind == "device":
        name, place = device_name(registry, thing_id, time), place_name(registry, registry.device(thing_id, time), time)
        return f"{name}, {place}" if place and place not in name else name
    history = (registry.sites if kind == "site" else registry.bins).get(thing_id)
    return history.at(time).name if history else thing_id


def device_name(registry: Registry, device_id: str, time: int) -> str:
    """Return a device's name as it was at `time` (ms UTC), else its id."""
    device = registry.device(device_id, time)
    return (device.name if device else None) or device_id


def place_name(registry: Registry, device: Device | None, time: int) -> str | None:
    """Return the name of the site or bin that a device stands in, None where it stands nowhere."""
    if device is None or device.place is None:
        return None
    history = (registry.sites if device.kind == "air" else registry.bins).get(device.place)
    return history.at(time).name if history else None
