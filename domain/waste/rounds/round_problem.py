"""A round's request as a routing problem: its bins and fleet on one day, after what has already happened."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from domain.local_time import LocalDay
from domain.waste.rounds.booking import Booking, longest_free
from domain.waste.routing.fleet import DAY_S, Fleet, Place, UnloadingSite, Vehicle
from domain.waste.routing.plan import Candidate, Load, RoutingProblem, Truck, Unserved


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedBin:
    """A bin that a round is to visit, as it was when requested: `fill` in %, None where nobody knows.

    `prize_m`: metres it is worth when not `required`.
    """

    bin_id: str
    lat: float
    lon: float
    fraction: str
    litres: float
    kg: float
    required: bool
    reason: str
    prize_m: float = 0.0
    fill: float | None = None

    @property
    def has_position(self) -> bool:
        """Whether its position is known: 0°, 0° lies in the sea and is what devices and lists give when they have none."""
        return (self.lat, self.lon) != (0.0, 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRequest:
    """What a round must do: its bins, the vehicles it may use (None: all), and the time (ms UTC) before which nothing drives.

    `taken_off`: bins that somebody took off, kept so that they can be put back. `area`, `fraction`: where bins that go along are
    looked for, None where none are. `insist_booked`: the vehicles drive although other rounds have booked them.
    """

    bins: tuple[RequestedBin, ...]
    not_before: int
    vehicles: tuple[str, ...] | None = None
    taken_off: tuple[RequestedBin, ...] = ()
    area: str | None = None
    fraction: str | None = None
    insist_booked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VehiclePosition:
    """Where a vehicle on the road is, since when (ms UTC), and what it has aboard, by fraction."""

    place: Place
    since: int
    aboard: Mapping[str, Load]


def routing_problem(
    bins: Iterable[RequestedBin],
    fleet: Fleet,
    *,
    day: LocalDay,
    not_before: int,
    service_s: int,
    truck_m: int,
    positions: Mapping[str, VehiclePosition] | None = None,
    bookings: Collection[Booking] = (),
) -> RoutingProblem:
    """Return the problem of a day, its seconds counted from local midnight; nothing drives before `not_before` (ms UTC).

    A vehicle that is not on the road drives in the longest part of its shift that `bookings` leave free; unbooked vehicles come first.
    """
    at = positions or {}
    trucks = [_truck(vehicle, fleet, day, not_before, at.get(vehicle.id), bookings) for vehicle in fleet.vehicles]
    return RoutingProblem(
        day_start=day.at(0),
        candidates=tuple(_candidate(bin_, service_s) for bin_ in bins if bin_.has_position),
        trucks=tuple(sorted(trucks, key=lambda truck: truck.booked_s > 0)) if fleet.collection_days else (),
        unloading_sites=_unloading_sites(fleet, day),
        truck_m=truck_m,
    )


def without_position(bins: Iterable[RequestedBin]) -> tuple[Unserved, ...]:
    """Return the bins that no route can reach because nobody knows where they stand."""
    why = "it has no position: give its lat and lon with PUT /bins"
    return tuple(Unserved(bin_id=bin_.bin_id, constraint="position", why=why) for bin_ in bins if not bin_.has_position)


def _candidate(bin_: RequestedBin, service_s: int) -> Candidate:
    return Candidate(
        id=bin_.bin_id,
        lat=bin_.lat,
        lon=bin_.lon,
        fraction=bin_.fraction,
        load=Load(litres=bin_.litres, kg=bin_.kg),
        service_s=service_s,
        required=bin_.required,
        prize_m=bin_.prize_m,
        reason=bin_.reason,
    )


def _truck(
    vehicle: Vehicle, fleet: Fleet, day: LocalDay, not_before: int, position: VehiclePosition | None, bookings: Collection[Booking]
) -> Truck:
    begins, ends = max(not_before, day.at(vehicle.shift_start_s)), day.at(vehicle.shift_end_s)
    own = [booking for booking in bookings if booking.vehicle == vehicle.id and booking.overlaps(begins, ends) and position is None]
    start, end = longest_free(begins, ends, own) if own else (begins, ends)
    depot = next(depot for depot in fleet.depots if depot.id == vehicle.depot)
    home = Place(id=f"depot:{depot.id}", lat=depot.lat, lon=depot.lon)
    return Truck(
        vehicle=vehicle.id,
        start=home if position is None else Place(id=f"at:{vehicle.id}", lat=position.place.lat, lon=position.place.lon),
        depot=home,
        capacities=vehicle.capacities,
        start_s=_seconds(start if position is None else max(start, position.since), day),
        end_s=_seconds(end, day),
        aboard={} if position is None else position.aboard,
        booked_s=(ends - begins - (end - start)) // 1000,
    )


def _seconds(moment: int, day: LocalDay) -> int:
    """Return whole seconds since the day's midnight, rounded up."""
    return -(-(moment - day.at(0)) // 1000)


def _unloading_sites(fleet: Fleet, day: LocalDay) -> tuple[UnloadingSite, ...]:
    """Return the unloading sites with that day's hours; a fleet without any unloads at its depots, where nobody waits."""
    sites = fleet.unloading_sites or tuple(UnloadingSite(place=depot, service_s=0) for depot in fleet.depots)
    return tuple(
        replace(
            site,
            place=replace(site.place, id=f"tip:{site.place.id}"),
            opens_s=min(_seconds(day.at(site.opens_s), day), DAY_S - 1),
            closes_s=min(_seconds(day.at(site.closes_s), day), DAY_S),
        )
        for site in sites
    )
