"""A request becomes a problem of one day: the bins with a position, and each vehicle in the time that is left to it."""

from datetime import date

from domain.local_time import LocalDay
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.round_problem import RequestedBin, VehiclePosition, routing_problem, without_position
from domain.waste.routing.fleet import Capacity, Fleet, Place, UnloadingSite, Vehicle
from domain.waste.routing.plan import Load, RoutingProblem

HOUR = 3600
DAY = LocalDay(date(2026, 2, 4))
SIX = DAY.at(6 * HOUR)
DEPOT = Place(id="d", lat=60.0, lon=11.0)


def vehicle(name: str) -> Vehicle:
    return Vehicle(id=name, depot="d", capacities={"rest": Capacity(litres=9, kg=9)}, shift_start_s=6 * HOUR, shift_end_s=14 * HOUR)


FLEET = Fleet(depots=(DEPOT,), vehicles=(vehicle("a"), vehicle("b")))


def problem(*bookings: Booking, fleet: Fleet = FLEET, not_before: int = 0, **positions: VehiclePosition) -> RoutingProblem:
    bins = [
        RequestedBin(bin_id=name, lat=lat, lon=11.0, fraction="rest", litres=1, kg=2, required=True, reason="full")
        for name, lat in (("here", 60.1), ("north", 0.1))
    ]
    return routing_problem(bins, fleet, day=DAY, not_before=not_before, service_s=90, truck_m=5000, positions=positions, bookings=bookings)


def booked(name: str, start_h: int, end_h: int) -> Booking:
    return Booking(vehicle=name, pickup_id="p", start=DAY.at(start_h * HOUR), end=DAY.at(end_h * HOUR))


def windows(problem_: RoutingProblem) -> list[tuple[str, float, float, int]]:
    return [(truck.vehicle, truck.start_s / HOUR, truck.end_s / HOUR, truck.booked_s) for truck in problem_.trucks]


def test_without_bookings_each_vehicle_has_its_shift_in_the_fleets_order() -> None:
    assert windows(problem()) == [("a", 6, 14, 0), ("b", 6, 14, 0)]
    assert windows(problem(not_before=SIX + HOUR * 1000 - 999)) == [("a", 7, 14, 0), ("b", 7, 14, 0)], "whole seconds, rounded up"


def test_a_booked_vehicle_comes_last_and_drives_in_the_longest_time_that_is_free() -> None:
    assert windows(problem(booked("a", 5, 8), booked("a", 13, 15), booked("x", 6, 14))) == [("b", 6, 14, 0), ("a", 8, 13, 3 * HOUR)]


def test_a_booking_outside_the_time_that_is_left_changes_nothing() -> None:
    assert windows(problem(booked("a", 6, 8), not_before=DAY.at(8 * HOUR))) == [("a", 8, 14, 0), ("b", 8, 14, 0)]


def test_a_vehicle_that_is_on_this_round_already_goes_on_with_it() -> None:
    where = VehiclePosition(place=Place(id="here", lat=60.1, lon=11.0), since=SIX + 1, aboard={"rest": Load(litres=1, kg=1)})
    (a, b) = problem(booked("a", 6, 14), a=where).trucks
    assert (a.vehicle, a.start.id, a.start_s, a.booked_s, a.aboard) == ("a", "at:a", 6 * HOUR + 1, 0, where.aboard)
    assert (b.start.id, b.aboard) == ("depot:d", {})


def test_a_fleet_without_collection_days_has_no_truck_and_one_without_sites_unloads_at_its_depot() -> None:
    assert problem(fleet=Fleet(depots=(DEPOT,), vehicles=FLEET.vehicles, collection_days=frozenset())).trucks == ()
    (site,) = problem().unloading_sites
    assert (site.place.id, site.service_s, site.opens_s, site.closes_s) == ("tip:d", 0, 0, 24 * HOUR)
    own = UnloadingSite(place=DEPOT, service_s=60, opens_s=7 * HOUR, closes_s=15 * HOUR)
    (site,) = problem(fleet=Fleet(depots=(DEPOT,), unloading_sites=(own,), vehicles=FLEET.vehicles)).unloading_sites
    assert (site.opens_s, site.closes_s) == (7 * HOUR, 15 * HOUR)


def test_a_bin_without_a_position_is_unserved_and_one_near_the_equator_is_not() -> None:
    nowhere = RequestedBin(bin_id="sea", lat=0.0, lon=0.0, fraction="rest", litres=1, kg=1, required=True, reason="full")
    equator = RequestedBin(bin_id="equator", lat=0.0, lon=11.0, fraction="rest", litres=1, kg=1, required=True, reason="full")
    (left,) = without_position([nowhere, equator])
    assert (left.bin_id, left.constraint) == ("sea", "position")
    assert [bin_.id for bin_ in problem().candidates] == ["here", "north"]


def test_on_the_day_of_25_hours_the_hours_of_a_site_stay_within_a_day() -> None:
    night = Fleet(depots=(DEPOT,), unloading_sites=(UnloadingSite(place=DEPOT, service_s=0, opens_s=23 * HOUR + 1800),), vehicles=())
    longest = LocalDay(date(2026, 10, 25))
    (site,) = routing_problem([], night, day=longest, not_before=0, service_s=0, truck_m=0).unloading_sites
    assert (site.opens_s, site.closes_s) == (24 * HOUR - 1, 24 * HOUR)
