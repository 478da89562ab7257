"""The devices that measured at a site in a year, and what each of them can prove."""

from dataclasses import dataclass

from config.catalogue import Catalogue
from domain.device import Device, History, Registry


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDevice:
    """A device at the site within [start, end) (ms UTC), as one version of it says.

    `reference`: an official instrument. `blind_to`: parameters of which its model cannot see all.
    """

    id: str
    name: str
    model: str
    reference: bool
    blind_to: tuple[str, ...]
    interval_s: int
    start: int
    end: int


def site_devices(registry: Registry, catalogue: Catalogue, site_id: str, start: int, end: int) -> list[SiteDevice]:
    """Return the air devices that were at the site within [start, end) (ms UTC), by id and time."""
    histories = sorted(registry.devices.items())
    return [device for _, history in histories for device in _of_device(history, catalogue, site_id, start, end)]


def _of_device(history: History[Device], catalogue: Catalogue, site_id: str, start: int, end: int) -> list[SiteDevice]:
    devices = []
    ends = [*history.starts[1:], end]
    for number, (version, until) in enumerate(zip(history.versions, ends, strict=True)):
        # What was before the first version belongs to the first.
        since = start if number == 0 else max(start, version.valid_from)
        if version.kind == "air" and version.place == site_id and not version.removed and since < min(until, end):
            devices.append(_site_device(version, catalogue, since, min(until, end)))
    return devices


def _site_device(version: Device, catalogue: Catalogue, start: int, end: int) -> SiteDevice:
    model = catalogue.model(version.model)
    return SiteDevice(
        id=version.id,
        name=version.name or "",
        model=version.model,
        reference=version.model == "reference",
        blind_to=tuple(sorted(model.blind_to)) if model else (),
        interval_s=version.interval_s,
        start=start,
        end=end,
    )
