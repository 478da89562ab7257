"""What the optional bins add to a round is what it saves without them, in the order that it keeps."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.waste.routing.detour import optional_detour
from domain.waste.routing.distance import Legs, straight_legs
from domain.waste.routing.plan import Detour, Load, Route, RoutingProblem
from domain.waste.routing.schedule import RouteStop, route_of
from tests.unit.watch.planning.seeded_town import candidate, town, truck

MUST, MAY = candidate("must", lat=60.90), candidate("may", lat=60.95, required=False)
PROBLEM = replace(town(0), candidates=(MUST, MAY), trucks=(truck("a"), truck("b")))
LEGS = straight_legs(PROBLEM.places, detour_factor=1.35, speed_kmh=25)


def driven(vehicle: int, *stops: RouteStop, problem: RoutingProblem = PROBLEM) -> Route:
    return route_of(problem.trucks[vehicle], stops, problem, LEGS)


def saved(*routes: Route, problem: RoutingProblem = PROBLEM, legs: Legs = LEGS) -> Detour:
    return optional_detour(problem, routes, legs)


def test_a_detour_is_the_legs_to_the_bin_and_its_service() -> None:
    with_it = driven(0, ("bin", "must"), ("bin", "may"), ("tip", "north"))
    without = driven(0, ("bin", "must"), ("tip", "north"))
    expected = Detour(metres=with_it.metres - without.metres, seconds=with_it.end_s - without.end_s)
    legs = [LEGS.between(*pair) for pair in (("bin:must", "bin:may"), ("bin:may", "tip:north"), ("bin:must", "tip:north"))]
    assert expected.metres == legs[0][0] + legs[1][0] - legs[2][0] > 0
    assert saved(with_it) == expected


def test_a_route_of_optional_bins_alone_is_saved_whole() -> None:
    must, may = driven(0, ("bin", "must"), ("tip", "north")), driven(1, ("bin", "may"), ("tip", "north"))
    assert saved(must, may) == Detour(metres=may.metres, seconds=may.end_s - may.start_s)


def test_an_unloading_that_only_optional_bins_need_is_saved_too() -> None:
    both = driven(0, ("bin", "may"), ("tip", "south"), ("bin", "must"), ("tip", "north"))
    without = driven(0, ("bin", "must"), ("tip", "north"))
    assert saved(both) == Detour(metres=both.metres - without.metres, seconds=both.end_s - without.end_s)


def test_a_loaded_truck_on_the_road_unloads_all_the_same() -> None:
    loaded = replace(truck("a"), start=replace(MAY.place, id="at:a"), aboard={"rest": Load(litres=9, kg=9)})
    problem = replace(PROBLEM, trucks=(loaded,))
    legs = straight_legs(problem.places, detour_factor=1.35, speed_kmh=25)
    route = route_of(loaded, [("tip", "north")], problem, legs)
    assert saved(route, problem=problem, legs=legs) == Detour(metres=0, seconds=0)


@given(st.permutations(["must", "may"]), st.booleans())
def test_where_every_bin_is_required_nothing_is_saved(order: list[str], unloads_between: bool) -> None:
    problem = replace(PROBLEM, candidates=(MUST, replace(MAY, required=True)))
    between: list[RouteStop] = [("tip", "south")] if unloads_between else []
    stops: list[RouteStop] = [("bin", order[0]), *between, ("bin", order[1]), ("tip", "north")]
    assert saved(driven(0, *stops, problem=problem), problem=problem) == Detour(metres=0, seconds=0)
