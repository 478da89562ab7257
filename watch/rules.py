"""Which thresholds are there, and which of them are about this site, bin or device?"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.alert import Subject
from domain.device import Device, Registry
from domain.threshold import Averaging, Ladder, Scope, Threshold, ladders
from storage.state.thresholds import StoredThreshold

# What is judged under another name: a bin's fill is told by its sensor or follows from a distance.
_TOLD_BY = {"fill": ("fill", "distance")}


def threshold_of(threshold_id: str, body: Mapping[str, Any]) -> Threshold:
    """Return a stored threshold (the contract's fields) in the domain's terms. Raises ValueError where it doesn't hold together."""
    place, named = next(iter(body["scope"].items()), (None, None))
    return Threshold(
        id=threshold_id,
        kind=body["kind"],
        parameter=body["parameter"],
        averaging=body["averaging"],
        raise_at=body["raise"],
        clear_at=body["clear"],
        consecutive=body["consecutive"],
        min_coverage=body["min_coverage"],
        severity=body["severity"],
        scope=Scope(place=place, id=named),
        worsens=body.get("worsens"),
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """The enabled thresholds in ladders; `versions` tells one set from another."""

    versions: tuple[tuple[str, int], ...] = ()
    ladders: Sequence[Ladder] = ()
    _by_source: Mapping[tuple[Averaging, str], Sequence[Ladder]] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Sequence[StoredThreshold]) -> "Rules":
        """Return the rules that these thresholds make."""
        enabled = ladders(threshold_of(one.id, one.body) for one in stored if one.body["enabled"])
        by_source: dict[tuple[Averaging, str], list[Ladder]] = defaultdict(list)
        for ladder in enabled:
            for source in _TOLD_BY.get(ladder[0].parameter, (ladder[0].parameter,)):
                by_source[ladder[0].averaging, source].append(ladder)
        return cls(tuple((one.id, one.version) for one in stored), enabled, by_source)

    def about(self, averaging: Averaging, source: str) -> Sequence[Ladder]:
        """Return the ladders that judge values measured as `source` and averaged so."""
        return self._by_source.get((averaging, source), ())

    def ladder(self, threshold_id: str) -> Ladder | None:
        """Return the ladder whose alerts are raised under this id."""
        return next((ladder for ladder in self.ladders if ladder[0].id == threshold_id), None)

    def instant_sources(self) -> set[str]:
        """Return what must be looked at as soon as it is measured."""
        return {source for averaging, source in self._by_source if averaging == "instant"}


def covers_site(scope: Scope, registry: Registry, site: str, time: int) -> bool:
    """Tell whether a threshold of this scope is about the air at `site` as it was at `time` (ms UTC)."""
    history = registry.sites.get(site)
    if history is None or history.at(time).removed:
        return False
    if scope.place == "tag":
        return scope.id in history.at(time).tags
    return scope.place is None or (scope.place == "site" and scope.id == site)


def covers_bin(scope: Scope, registry: Registry, bin_id: str, time: int) -> bool:
    """Tell whether a threshold of this scope may be about the bin as it was at `time` (ms UTC)."""
    history = registry.bins.get(bin_id)
    if history is None or history.at(time).removed:
        return False
    if scope.place == "tag":
        return scope.id in history.at(time).tags
    return scope.place in (None, "device") or (scope.place == "bin" and scope.id == bin_id)


def covers_device(scope: Scope, registry: Registry, device: Device, time: int) -> bool:
    """Tell whether a threshold of this scope is about what `device`, as it was at `time` (ms UTC), measures."""
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
