"""What a round's crews drive: a route for each vehicle, with stops that keep their ids through every new plan."""

from dataclasses import dataclass

from domain.waste.rounds.booking import Booking
from domain.waste.routing.distance import Source
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Detour, Load, Unserved


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop at a bin. `eta`: ms UTC; `marginal_m`: metres saved without it; litres as they lie in the bin."""

    stop_id: str
    bin_id: str
    lat: float
    lon: float
    fraction: str
    load: Load
    eta: int
    required: bool
    reason: str
    marginal_m: int = 0

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(id=self.bin_id, lat=self.lat, lon=self.lon)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unloading:
    """One visit to an unloading site at `eta` (ms UTC), after so many stops of the route."""

    place: Place
    eta: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VehicleRoute:
    """One vehicle's route from its depot and back, from `start` to `end` (ms UTC)."""

    vehicle: str
    depot: Place
    start: int
    end: int
    metres: int
    stops: tuple[Stop, ...]
    tips: tuple[Unloading, ...]

    @property
    def itinerary(self) -> list[Stop | Unloading]:
        """The stops in order, with the unloadings between them."""
        visits: list[Stop | Unloading] = []
        for number in range(len(self.stops) + 1):
            visits += [unloading for unloading in self.tips if unloading.after == number]
            visits += self.stops[number : number + 1]
        return visits


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPlan:
    """A round's routes, what they do not reach and why.

    `dropped`: stops of earlier plans that crews may still report on. `optional`: what the optional bins add to the routes,
    None where that was not worked out. `bookings`: of vehicles that this round could have used, in the time that it takes.
    """

    distance_source: Source
    routes: tuple[VehicleRoute, ...] = ()
    unserved: tuple[Unserved, ...] = ()
    dropped: tuple[Stop, ...] = ()
    notes: tuple[str, ...] = ()
    optional: Detour | None = None
    bookings: tuple[Booking, ...] = ()

    @property
    def stops(self) -> tuple[Stop, ...]:
        """Every stop of every route."""
        return tuple(stop for route in self.routes for stop in route.stops)

    def stop(self, stop_id: str) -> Stop | None:
        """Return a stop of this or an earlier plan."""
        return next((stop for stop in (*self.stops, *self.dropped) if stop.stop_id == stop_id), None)

    def booked_for(self, pickup_id: str) -> list[Booking]:
        """Return the vehicles that this plan books for its round."""
        return [Booking(vehicle=route.vehicle, pickup_id=pickup_id, start=route.start, end=route.end) for route in self.routes]

    def vehicle_of(self, stop_id: str) -> str | None:
        """Return the vehicle whose stop it is."""
        return next((route.vehicle for route in self.routes for stop in route.stops if stop.stop_id == stop_id), None)
