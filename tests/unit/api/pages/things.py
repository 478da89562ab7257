"""Devices, sites and bins for tests of what pages say."""

from api.text.language import words
from config.names import Names
from domain.device import Bin, Device, History, Registry, Site
from domain.duration import HOUR
from storage.state.ingest.latest import Latest

NOW = 100 * HOUR
SITE = Site(id="s", name="Torget", lat=59.0, lon=10.0, valid_from=0)


def device(device_id: str, place: str | None, *, name: str | None = None, simulated: bool = False, removed: bool = False) -> Device:
    return Device(
        id=device_id,
        kind="air",
        model="generic",
        interval_s=600,
        valid_from=0,
        place=place,
        name=name,
        simulated=simulated,
        removed=removed,
    )


def a_bin(name: str) -> Bin:
    return Bin(id=name, name=name.upper(), lat=59.0, lon=10.0, fraction="rest", capacity_l=660, valid_from=0)


def registry(*things: Device | Site | Bin) -> Registry:
    def of(kind: type) -> dict[str, History]:  # type: ignore[type-arg]
        return {thing.id: History([thing]) for thing in things if isinstance(thing, kind)}

    return Registry(devices=of(Device), sites=of(Site), bins=of(Bin), by_dev_eui={})


def value(name: str, parameter: str, number: float, *, time: int = NOW, seq: int = 1) -> Latest:
    return Latest(device_id=name, parameter=parameter, time=time, value=number, time_source="device", received_at=time, seq=seq)


def names(registry: Registry) -> Names:
    """Return the names in bokmål."""
    return Names(words=words("nb"), registry=registry, now=NOW)
