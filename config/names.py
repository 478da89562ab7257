"""What people call bins, sites, devices, vehicles and fractions, in a language; an id only where nobody has given a name."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from config.texts import Language, Words
from domain.access.actor import NO_PERSON
from domain.device import Device, Registry
from domain.waste.bins_apart import Apart, told_apart
from domain.waste.routing.fleet import Fleet, Place, Vehicle

OwnFractions = Mapping[str, Mapping[Language, str]]
_REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of things as they are at `now` (ms UTC). `own_fractions`: a town's names of fractions, before ours.

    `receivers`: the names of those who are notified, by id, where somebody asked for them.
    """

    words: Words
    registry: Registry
    now: int
    fleet: Fleet = field(default_factory=Fleet)
    own_fractions: OwnFractions = field(default_factory=dict)
    receivers: Mapping[str, str] = field(default_factory=dict)

    def in_language(self, words: Words) -> "Names":
        """Return the same names in the language of other words."""
        return replace(self, words=words)

    def of(self, kind: str, thing_id: str) -> str:
        """Return the name of a `bin`, `site`, `device` or `receiver`, in full: what an alert is about, for instance."""
        if kind == "receiver":
            return self.receivers.get(thing_id, thing_id)
        if kind == "bin":
            return self.bin(thing_id, in_full=True)
        return self.device_and_place(thing_id) if kind == "device" else self.site(thing_id)

    def site(self, site_id: str) -> str:
        """Return a site's name."""
        history = self.registry.sites.get(site_id)
        return history.at(self.now).name if history else site_id

    def bin(self, bin_id: str, *, in_full: bool = False) -> str:
        """Return a bin's name, told apart from others of its name: `Storgata 1 nr. 2, nordsiden`.

        `in_full`: with the fraction where that tells them apart.
        """
        history = self.registry.bins.get(bin_id)
        if history is None:
            return bin_id
        bin_, apart = history.at(self.now), _apart_in(self.registry, self.now).get(bin_id)
        if apart is None:
            return bin_.name
        number = f" {self.words('name.number', n=apart.number)}" if apart.number else ""
        side = f", {self.words(f'name.{apart.side}')}" if apart.side else ""
        fraction = f", {self.fraction(bin_.fraction)}" if in_full and apart.by_fraction else ""
        return f"{bin_.name}{number}{side}{fraction}"

    def device(self, device_id: str) -> str:
        """Return a device's name; one that has none is called by what it is: `Nivåmåler level-003`."""
        device = self.registry.device(device_id, self.now)
        if device is None:
            return device_id
        return device.name or f"{self.words(f'name.device_{_REFERENCE if device.model == _REFERENCE else device.kind}')} {device.id}"

    def model(self, model: str) -> str:
        """Return what a sensor's model is called; a maker's goes by its own name."""
        key = f"name.model_{model}"
        return self.words.text(key) if self.words.knows(key) else model

    def place_of(self, device_id: str) -> str | None:
        """Return the name of the site or bin that a device stands in, None where it stands nowhere."""
        device = self.registry.device(device_id, self.now)
        if device is None or device.place is None or device.place not in self._places(device):
            return None
        return self.site(device.place) if device.kind == "air" else self.bin(device.place)

    def device_and_place(self, device_id: str) -> str:
        """Return a device's name with its place, unless the name says it: `Nivåmåler 7, Storgata 1`."""
        name, place = self.device(device_id), self.place_of(device_id)
        return f"{name}, {place}" if place and place not in name else name

    def vehicle(self, vehicle_id: str) -> str:
        """Return a vehicle's name."""
        return next((self._own_name(vehicle) for vehicle in self.fleet.vehicles if vehicle.id == vehicle_id), vehicle_id)

    def unloading_site(self, site_id: str) -> str:
        """Return the name of where trucks unload; a depot may be one too."""
        places = [*(site.place for site in self.fleet.unloading_sites), *self.fleet.depots]
        return next((self._own_name(place) for place in places if place.id == site_id), site_id)

    def fraction(self, fraction: str) -> str:
        """Return what a fraction is called in the language; one that nobody has named goes by what it is registered as."""
        own = self.own_fractions.get(fraction)
        if own is not None:
            return own[self.words.language]
        key = f"fraction.{fraction.casefold()}"
        return self.words.text(key) if self.words.knows(key) else fraction

    def who(self, by: str) -> str:
        """Return who did something: their name, or in words the office, the crew, Bysans itself, or that the name is deleted."""
        return self.words(f"name.{by}") if by in NO_PERSON else by

    def _own_name(self, thing: Vehicle | Place) -> str:
        """Return what a town calls a vehicle or place; one that has no English name goes by its own."""
        name = (thing.name_en if self.words.language == "en" else None) or thing.name
        return name or thing.id

    def _places(self, device: Device) -> Mapping[str, object]:
        return self.registry.sites if device.kind == "air" else self.registry.bins


_last: tuple[Registry | None, Mapping[str, Apart]] = (None, {})


def _apart_in(registry: Registry, now: int) -> Mapping[str, Apart]:
    """Return what tells the registry's bins apart: worked out once for each registry, which changes as a whole."""
    global _last  # noqa: PLW0603 - one value, replaced whole: threads see the old or the new
    cached_registry, apart = _last
    if cached_registry is not registry:
        apart = told_apart(bin_ for bin_ in (history.at(now) for history in registry.bins.values()) if not bin_.removed)
        _last = (registry, apart)
    return apart
