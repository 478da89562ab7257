"""Which devices stand at which site, by the registry."""

from collections import defaultdict
from collections.abc import Mapping

from domain.air.device_site import sites_within
from domain.device import Registry


class DeviceSites:
    """Which devices stood at which site, in one registry."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self._ever: Mapping[str, set[str]] = _ever_at(registry)

    def sites(self, device_id: str, hour: int) -> set[str]:
        """Return the sites whose air the device measured in the hour; none for a device nobody registered."""
        history = self.registry.devices.get(device_id)
        return sites_within(history, hour) if history else set()

    def devices(self, site: str, hour: int) -> set[str]:
        """Return the devices that measured the site's air in the hour that starts at `hour` (ms UTC)."""
        histories = self.registry.devices
        return {device for device in self._ever.get(site, ()) if site in sites_within(histories[device], hour)}


def _ever_at(registry: Registry) -> dict[str, set[str]]:
    ever: dict[str, set[str]] = defaultdict(set)
    for device_id, history in registry.devices.items():
        for version in history.versions:
            if version.place is not None:
                ever[version.place].add(device_id)
    return ever
