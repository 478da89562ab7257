"""The registry as it is now: which device stands where, and what people call it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from domain.device import Bin, Device, History, Registry, Site

Simulated = Literal["all", "some", "none"]
Thing = TypeVar("Thing", Device, Site, Bin)


@dataclass(frozen=True, slots=True)
class RegistryNow:
    """The registry as it is at `time` (ms UTC): what is removed by then is left out of the rest."""

    registry: Registry
    time: int
    devices: Mapping[str, Device]
    sites: Mapping[str, Site]
    bins: Mapping[str, Bin]
    at_place: Mapping[tuple[str, str], Sequence[Device]]

    def devices_at(self, kind: str, place: str) -> Sequence[Device]:
        """Return the devices of a kind that stand at a site or in a bin."""
        return self.at_place.get((kind, place), ())


def registry_now(registry: Registry, now: int) -> RegistryNow:
    """Return who stands where at `now` (ms UTC)."""
    devices = {device.id: device for device in _present(registry.devices, now)}
    at_place: defaultdict[tuple[str, str], list[Device]] = defaultdict(list)
    for device in devices.values():
        if device.place is not None:
            at_place[device.kind, device.place].append(device)
    return RegistryNow(
        registry=registry,
        time=now,
        devices=devices,
        sites={site.id: site for site in _present(registry.sites, now)},
        bins={thing.id: thing for thing in _present(registry.bins, now)},
        at_place=at_place,
    )


def simulated(devices: Sequence[Device]) -> Simulated:
    """Return whether all, some or none of the devices are simulated."""
    count = sum(device.simulated for device in devices)
    if count == 0:
        return "none"
    return "all" if count == len(devices) else "some"


def practice(registry: Registry, now: int) -> Simulated:
    """Return whether all, some or none of the devices that are there at `now` (ms UTC) are simulated."""
    return simulated(list(_present(registry.devices, now)))


def _present(histories: Mapping[str, History[Thing]], now: int) -> Iterator[Thing]:
    for history in histories.values():
        version = history.at(now)
        if not version.removed:
            yield version
