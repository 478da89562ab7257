"""A route's clock runs over legs, service and waiting, and each stop tells what the route would save without it."""

import itertools

from domain.waste.routing.distance import straight_legs
from domain.waste.routing.plan import RoutingProblem
from domain.waste.routing.schedule import nearest_unloading_site, place_of, route_of
from tests.unit.watch.planning.seeded_town import DEPOT, HOUR, candidate, tip, town, truck

BINS = (candidate("a", lat=60.87), candidate("b", lat=60.89, service_s=120))
TRUCK = truck("t", start_s=6 * HOUR)
PROBLEM = RoutingProblem(day_start=0, candidates=BINS, trucks=(TRUCK,), unloading_sites=town(0).unloading_sites)
LEGS = straight_legs(PROBLEM.places, detour_factor=1.0, speed_kmh=36.0)  # ten metres a second


def leg(origin: str, target: str) -> tuple[int, int]:
    return LEGS.between(origin, target)


def test_a_truck_drives_serves_and_waits_until_a_site_opens() -> None:
    route = route_of(TRUCK, [("bin", "a"), ("bin", "b"), ("tip", "north")], PROBLEM, LEGS)
    a, b, north = route.visits
    assert (a.arrive_s, a.leave_s) == (6 * HOUR + leg(DEPOT.id, "bin:a")[1], a.arrive_s + 90)
    assert (b.arrive_s, b.leave_s) == (a.leave_s + leg("bin:a", "bin:b")[1], b.arrive_s + 120)
    assert (north.arrive_s, north.leave_s) == (b.leave_s + leg("bin:b", "tip:north")[1], 7 * HOUR + 900)  # it opens at seven
    assert (route.start_s, route.end_s) == (6 * HOUR, north.leave_s + leg("tip:north", DEPOT.id)[1])
    places = [DEPOT.id, "bin:a", "bin:b", "tip:north", DEPOT.id]
    assert route.metres == sum(leg(*pair)[0] for pair in itertools.pairwise(places))


def test_a_site_that_is_open_is_not_waited_for() -> None:
    late = truck("t", start_s=8 * HOUR)
    (north,) = route_of(late, [("tip", "north")], PROBLEM, LEGS).visits
    assert north.leave_s == north.arrive_s + 900


def test_each_stop_tells_what_would_be_saved_without_it() -> None:
    a, b, north = route_of(TRUCK, [("bin", "a"), ("bin", "b"), ("tip", "north")], PROBLEM, LEGS).visits
    assert a.marginal_m == leg(DEPOT.id, "bin:a")[0] + leg("bin:a", "bin:b")[0] - leg(DEPOT.id, "bin:b")[0]
    assert b.marginal_m == leg("bin:a", "bin:b")[0] + leg("bin:b", "tip:north")[0] - leg("bin:a", "tip:north")[0]
    assert north.marginal_m == leg("bin:b", "tip:north")[0] + leg("tip:north", DEPOT.id)[0] - leg("bin:b", DEPOT.id)[0]


def test_a_truck_without_stops_drives_from_its_start_to_its_depot() -> None:
    route = route_of(TRUCK, [], PROBLEM, LEGS)
    assert (route.visits, route.metres, route.end_s) == ((), 0, 6 * HOUR)


def test_the_nearest_site_has_the_shortest_way_there_and_home() -> None:
    assert nearest_unloading_site("bin:a", TRUCK, PROBLEM, LEGS) == "tip:south"
    assert nearest_unloading_site("tip:north", TRUCK, PROBLEM, LEGS) == "tip:north"
    none = RoutingProblem(day_start=0, candidates=BINS, trucks=(TRUCK,), unloading_sites=())
    assert nearest_unloading_site("bin:a", TRUCK, none, LEGS) is None
    twins = RoutingProblem(day_start=0, candidates=BINS, trucks=(TRUCK,), unloading_sites=(tip("y", 60.9), tip("x", 60.9)))
    legs = straight_legs(twins.places, detour_factor=1.0, speed_kmh=36.0)
    assert nearest_unloading_site("bin:a", TRUCK, twins, legs) == "tip:x"  # of equals always the same
    assert place_of(("tip", "x")) == "tip:x"
