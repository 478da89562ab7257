"""The fleet: vehicles with their capacity by fraction, depots, unloading sites, shifts and collection days."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Self

DAY_S = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A point, degrees (WGS 84), and what people call it, in English where that is not the same."""

    id: str
    lat: float
    lon: float
    name: str | None = None
    name_en: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class UnloadingSite:
    """Where trucks unload; it takes `fractions` (none: all) and is open from `opens_s` to `closes_s` (s after midnight)."""

    place: Place
    fractions: frozenset[str] = frozenset()
    service_s: int
    opens_s: int = 0
    closes_s: int = DAY_S

    def __post_init__(self) -> None:
        if not 0 <= self.opens_s < self.closes_s <= DAY_S:
            raise ValueError(f"unloading site {self.place.id}: it must open before it closes, within one day")

    def takes(self, fractions: frozenset[str]) -> bool:
        """Return whether everything aboard may be unloaded here."""
        return not self.fractions or fractions <= self.fractions


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """Room for one fraction: litres of the chamber, kg, and how many times the press compacts it (1: no press)."""

    litres: float
    kg: float
    compaction: float = 1.0

    def __post_init__(self) -> None:
        if self.litres <= 0 or self.kg <= 0 or self.compaction < 1:
            raise ValueError(f"a chamber needs litres and kg above 0 and a compaction of at least 1, got {self}")

    @property
    def loose_litres(self) -> float:
        """Litres, as they lie in the bins, that fit in."""
        return self.litres * self.compaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Vehicle:
    """A truck; several fractions are chambers that it carries at once. Its shift: s after midnight, local time."""

    id: str
    depot: str
    capacities: Mapping[str, Capacity]
    shift_start_s: int
    shift_end_s: int
    name: str | None = None
    name_en: str | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.shift_start_s < self.shift_end_s <= DAY_S:
            raise ValueError(f"vehicle {self.id}: its shift must begin before it ends, within one day")
        if not self.capacities:
            raise ValueError(f"vehicle {self.id}: it has room for no fraction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Everything that collects; `collection_days`: 0 Monday to 6 Sunday."""

    depots: tuple[Place, ...] = ()
    unloading_sites: tuple[UnloadingSite, ...] = ()
    vehicles: tuple[Vehicle, ...] = ()
    collection_days: frozenset[int] = frozenset(range(5))

    def __post_init__(self) -> None:
        depot_ids = {depot.id for depot in self.depots}
        for vehicle in self.vehicles:
            if vehicle.depot not in depot_ids:
                raise ValueError(
                    f"vehicle {vehicle.id}: there is no depot {vehicle.depot!r}; there are {', '.join(sorted(depot_ids)) or 'none'}"
                )
        if not self.collection_days <= set(range(7)):
            raise ValueError("collection days are 0 (Monday) to 6 (Sunday)")

    def only(self, vehicles: Collection[str] | None, fractions: Collection[str]) -> Self:
        """Return the fleet with those `vehicles` (None: all) that take some of the fractions; where none does, as many as asked for."""
        named = tuple(vehicle for vehicle in self.vehicles if vehicles is None or vehicle.id in vehicles)
        return replace(self, vehicles=tuple(vehicle for vehicle in named if set(fractions) & set(vehicle.capacities)) or named)
