"""What people call a site, a bin or a device."""

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


def _place_name(registry: Registry, device: Device, time: int) -> str | None:
    if device.place is None:
        return None
    history = (registry.sites if device.kind == "air" else registry.bins).get(device.place)
    return history.at(time).name if history else None
