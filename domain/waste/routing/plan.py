"""A routing problem (bins, trucks, unloading sites) and the plan that solves it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from domain.waste.routing.distance import Source
from domain.waste.routing.fleet import Capacity, Place, UnloadingSite

Constraint = Literal["fleet", "fraction", "capacity_l", "capacity_kg", "shift", "tip", "road", "position"]
CONSTRAINT_TEXT: Mapping[Constraint, str] = {
    "fleet": "there is no vehicle to send",
    "fraction": "no vehicle takes its fraction",
    "capacity_l": "it holds more litres than any vehicle",
    "capacity_kg": "it weighs more than any vehicle may load",
    "shift": "it does not fit into the shift",
    "tip": "no unloading site takes its fraction",
    "road": "no road leads to it",
    "position": "it has no position",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """Waste in a bin or truck: litres as they lie in the bin (loose), and kg."""

    litres: float = 0.0
    kg: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A bin that may be emptied: `required`, or worth a detour of `prize_m` metres; `service_s` at the bin; `id` is its place's."""

    id: str
    lat: float
    lon: float
    fraction: str
    load: Load
    service_s: int
    required: bool
    prize_m: float = 0.0
    reason: str = ""

    def __post_init__(self) -> None:
        if min(self.load.litres, self.load.kg, self.service_s, self.prize_m) < 0:
            raise ValueError(f"bin {self.id}: load, service and prize cannot be below 0")

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(id=f"bin:{self.id}", lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Truck:
    """A vehicle as it can start: from `start` at `start_s` with `aboard`, to be back empty at `depot` by `end_s` (both s).

    `booked_s`: how much of its shift is lost to other rounds.
    """

    vehicle: str
    start: Place
    depot: Place
    capacities: Mapping[str, Capacity]
    start_s: int
    end_s: int
    aboard: Mapping[str, Load]
    booked_s: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingProblem:
    """What a plan must solve. `day_start`: ms UTC, second 0 of all times; `truck_m`: metres that one more truck-day must save."""

    day_start: int
    candidates: tuple[Candidate, ...]
    trucks: tuple[Truck, ...]
    unloading_sites: tuple[UnloadingSite, ...]
    truck_m: int = 0

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place that a route may touch."""
        trucks = [place for truck in self.trucks for place in (truck.start, truck.depot)]
        return (*trucks, *(site.place for site in self.unloading_sites), *(bin_.place for bin_ in self.candidates))


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One stop, at a bin or an unloading site (`tip`), from `arrive_s` to `leave_s`; `marginal_m`: metres saved without it."""

    kind: Literal["bin", "tip"]
    id: str
    arrive_s: int
    leave_s: int
    marginal_m: int

    @property
    def place_id(self) -> str:
        """The id of its place."""
        return f"{self.kind}:{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One truck's visits in order; it is back at its depot at `end_s`."""

    vehicle: str
    visits: tuple[Visit, ...]
    metres: int
    start_s: int
    end_s: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unserved:
    """A bin that no route reaches; `short`: by how much the constraint is missed, in `unit`; None where no figure exists."""

    bin_id: str
    constraint: Constraint | Literal["not_worth"]
    why: str
    short: float | None = None
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Detour:
    """Metres and seconds of driving, service and waiting that would be saved."""

    metres: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The routes, the bins that no route reaches, and the source of the distances; `notes` for the reader.

    `optional`: what the optional bins add to the routes.
    """

    routes: tuple[Route, ...]
    unserved: tuple[Unserved, ...]
    distance_source: Source
    notes: tuple[str, ...] = ()
    optional: Detour | None = None
