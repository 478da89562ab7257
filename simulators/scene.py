"""A simulated scene: sites, bins and devices as they are registered, and the simulated devices that send."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from simulators.device import SimulatedDevice

Body = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Registration bodies by id (contract: `PUT /api/v1/sites|bins|devices/{id}`) and the devices that send."""

    sites: Mapping[str, Body] = field(default_factory=dict)
    bins: Mapping[str, Body] = field(default_factory=dict)
    devices: Mapping[str, Body] = field(default_factory=dict)
    senders: tuple[SimulatedDevice, ...] = ()

    def __or__(self, other: Self) -> "Scene":
        """Return both scenes as one. Raises ValueError when they share an id: one would overwrite the other's registration."""
        for mapping, additions in ((self.sites, other.sites), (self.bins, other.bins), (self.devices, other.devices)):
            if shared := mapping.keys() & additions.keys():
                raise ValueError(f"two simulated scenes share the id {min(shared)!r}")
        return Scene(
            sites={**self.sites, **other.sites},
            bins={**self.bins, **other.bins},
            devices={**self.devices, **other.devices},
            senders=self.senders + other.senders,
        )
