"""Which sites, bins and devices a threshold covers."""

from collections.abc import Iterable

from domain.alerts.alert import Subject
from domain.alerts.threshold import Scope
from domain.device import Device, Registry


def covers_site(scope: Scope, registry: Registry, site: str, time: int) -> bool:
    """Return whether a threshold of this scope is about the air at `site` as it was at `time` (ms UTC)."""
    history = registry.sites.get(site)
    if history is None or history.at(time).removed:
        return False
    if scope.place == "tag":
        return scope.id in history.at(time).tags
    return scope.place is None or (scope.place == "site" and scope.id == site)


def covers_bin(scope: Scope, registry: Registry, bin_id: str, time: int) -> bool:
    """Return whether a threshold of this scope may be about the bin as it was at `time` (ms UTC)."""
    history = registry.bins.get(bin_id)
    if history is None or history.at(time).removed:
        return False
    if scope.place == "tag":
        return scope.id in history.at(time).tags
    return scope.place in (None, "device") or (scope.place == "bin" and scope.id == bin_id)


def covers_device(scope: Scope, registry: Registry, device: Device, time: int) -> bool:
    """Return whether a threshold of this scope is about what `device`, as it was at `time` (ms UTC), measures."""
    if scope.id is None:
        return True
    if scope.place == "device":
        return scope.id == device.id
    if scope.place == "tag":
        return scope.id in _tags(registry, device, time)
    return scope.id == device.place and scope.place == ("site" if device.kind == "air" else "bin")


def area_of(scope: Scope) -> Subject:
    """Return what an alert about several sites at once is raised for: one episode, not one alert a site."""
    if scope.place == "site" and scope.id is not None:
        return Subject(type="site", id=scope.id)
    return Subject(type="area", id=scope.id or "all")


def _tags(registry: Registry, device: Device, time: int) -> Iterable[str]:
    if device.place is None:
        return ()
    history = (registry.sites if device.kind == "air" else registry.bins).get(device.place)
    return history.at(time).tags if history else ()
