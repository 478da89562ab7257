"""Which sites, bins and devices a threshold covers."""

from collections.abc import Iterable

from domain.alerts.alert import Subject
from domain.alerts.threshold import Scope
from domain.device import Bin, Device, History, Registry, Site


def covers_site(scope: Scope, registry: Registry, site: str, time: int) -> bool:
    """Return whether a threshold of this scope is about the air at `site` as it was at `time` (ms UTC)."""
    named = scope.place is None or (scope.place == "site" and scope.id == site)
    return _covers(scope, registry.sites.get(site), time, named=named)


def covers_bin(scope: Scope, registry: Registry, bin_id: str, time: int) -> bool:
    """Return whether a threshold of this scope may be about the bin as it was at `time` (ms UTC)."""
    named = scope.place in (None, "device") or (scope.place == "bin" and scope.id == bin_id)
    return _covers(scope, registry.bins.get(bin_id), time, named=named)


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


def _covers(scope: Scope, history: History[Site] | History[Bin] | None, time: int, *, named: bool) -> bool:
    """Return whether a place that is there at `time` has the scope's tag or, where the scope has none, is `named` by it."""
    if history is None or history.at(time).removed:
        return False
    return scope.id in history.at(time).tags if scope.place == "tag" else named


def _tags(registry: Registry, device: Device, time: int) -> Iterable[str]:
    if device.place is None:
        return ()
    history = (registry.sites if device.kind == "air" else registry.bins).get(device.place)
    return history.at(time).tags if history else ()
