"""PyVRP is given the problem in its own units, and its solution is read as our stops."""

from dataclasses import replace

from pyvrp import ProblemData

from domain.waste.routing.distance import UNREACHABLE, Legs, straight_legs
from domain.waste.routing.fleet import Capacity, Place
from domain.waste.routing.plan import Load, RoutingProblem, Truck
from domain.waste.routing.schedule import RouteStop
from tests.unit.watch.planning.seeded_town import HOUR, SMALL, candidate, tip, truck
from watch.planning.pyvrp_model import RoutingModel, routing_model
from watch.planning.solver import search

NORTH, SOUTH = tip("north", 60.91), tip("south", 60.85)
ROOMS = {"food": Capacity(litres=200, kg=50), "rest": Capacity(litres=1000, kg=400, compaction=4)}
START = Place(id="at:a", lat=60.885, lon=11.57)
ON_ITS_WAY = truck("a", capacities=ROOMS, start=START, aboard={"rest": Load(litres=99.2, kg=10.01)})
BINS = (
    candidate("must", load=Load(litres=300.4, kg=3.21), service_s=70),
    candidate("may", lat=60.9, fraction="food", load=Load(), required=False, prize_m=1499.6),
)


def problem(**fields: object) -> RoutingProblem:
    fields = {"candidates": BINS, "trucks": (ON_ITS_WAY, truck("b")), "unloading_sites": (NORTH, SOUTH), **fields}
    return RoutingProblem(day_start=0, truck_m=5000, **fields)  # type: ignore[arg-type]


def legs(of: RoutingProblem) -> Legs:
    return straight_legs(of.places, detour_factor=1.35, speed_kmh=25)


def model(of: RoutingProblem, *, all_required: bool = True) -> RoutingModel:
    return routing_model(of, of.trucks, legs(of), all_required=all_required)


def data(of: RoutingProblem, *, all_required: bool = True) -> ProblemData:
    return model(of, all_required=all_required).data


def test_a_bins_load_is_whole_litres_and_tenths_of_kg_and_at_least_one_of_each() -> None:
    must, may = data(problem()).clients()
    assert must.pickup == [0, 0, 301, 33], "its own fraction's dimensions are the last two, rounded up"
    assert may.pickup == [1, 1, 0, 0], "an empty bin still needs a truck that takes its fraction"
    assert (must.service_duration, may.service_duration) == (70, 90)


def test_what_is_required_must_be_visited_or_else_is_worth_more_than_any_detour() -> None:
    must, may = data(problem()).clients()
    assert (must.required, must.prize) == (True, 0)
    assert (may.required, may.prize) == (False, 1500)
    must, may = data(problem(), all_required=False).clients()
    assert (must.required, must.prize) == (False, UNREACHABLE)
    assert (may.required, may.prize) == (False, 1500)


def test_a_bin_that_is_worth_nothing_is_worth_a_metre_so_that_it_is_taken_along_on_the_way() -> None:
    (may,) = data(problem(candidates=(candidate("may", required=False, prize_m=0.0),))).clients()
    assert may.prize == 1


def test_a_vehicle_has_its_shift_its_room_as_waste_lies_in_the_bins_and_what_it_carries() -> None:
    first, second = data(problem()).vehicle_types()
    assert first.capacity == [200, 500, 4000, 4000]
    assert first.initial_load == [0, 0, 100, 101]
    assert second.capacity == [0, 0, 14_000, 40_000], "it takes no food"
    assert second.initial_load == [0, 0, 0, 0]
    empty = replace(ON_ITS_WAY, aboard={"rest": Load(litres=0, kg=0)})
    assert data(problem(trucks=(empty,))).vehicle_types()[0].initial_load == [0, 0, 0, 0], "nothing aboard is nothing, not the least load"
    assert (first.num_available, first.max_reloads) == (1, 2)
    assert (first.start_depot, first.end_depot, first.reload_depots) == (0, 2, [4, 5])
    assert (second.start_depot, second.end_depot, second.reload_depots) == (1, 3, [4, 5])
    assert (first.tw_early, first.start_late, first.tw_late) == (6 * HOUR, 6 * HOUR, 14 * HOUR)


def test_unloading_sites_have_their_hours_and_take_their_time() -> None:
    depots = data(problem(unloading_sites=(replace(NORTH, service_s=600, opens_s=8 * HOUR, closes_s=13 * HOUR), SOUTH))).depots()
    assert [depot.service_duration for depot in depots] == [0, 0, 0, 0, 600, 900]
    assert (depots[4].tw_early, depots[4].tw_late) == (8 * HOUR, 13 * HOUR)


def test_home_is_reached_no_later_than_over_the_site_that_closes_first() -> None:
    of = problem(unloading_sites=(replace(NORTH, closes_s=12 * HOUR), SOUTH), trucks=(truck("a", end_s=14 * HOUR),))
    (vehicle,) = data(of).vehicle_types()
    home = 12 * HOUR + 900 + legs(of).between("tip:north", "depot:d")[1]
    assert vehicle.tw_late == home < 14 * HOUR


def test_a_truck_whose_site_has_closed_when_it_starts_cannot_be_back_before_it_starts() -> None:
    of = problem(unloading_sites=(replace(NORTH, closes_s=8 * HOUR),), trucks=(truck("a", start_s=13 * HOUR),))
    assert data(of).vehicle_types()[0].tw_late == 13 * HOUR


def test_only_sites_that_take_all_fractions_are_reloaded_at() -> None:
    paper = replace(NORTH, fractions=frozenset({"paper"}))
    assert data(problem(unloading_sites=(paper, SOUTH))).vehicle_types()[0].reload_depots == [5]


def places(of: RoutingProblem) -> list[str]:
    starts, depots = [truck.start.id for truck in of.trucks], [truck.depot.id for truck in of.trucks]
    return [*starts, *depots, *(site.place.id for site in of.unloading_sites), *(bin_.place.id for bin_ in of.candidates)]


def test_the_way_home_leads_over_the_best_site_and_a_site_itself_is_left_straight_for_home() -> None:
    of = problem()
    metres, seconds = data(of).distance_matrix(0), data(of).duration_matrix(0)
    legs_, names = legs(of), places(of)
    for row, place in enumerate(names):
        for home in (2, 3):
            if row == home:
                continue
            over = [
                (
                    legs_.between(place, site.place.id)[0] + legs_.between(site.place.id, "depot:d")[0],
                    legs_.between(place, site.place.id)[1] + 900 + legs_.between(site.place.id, "depot:d")[1],
                )
                for site in (NORTH, SOUTH)
            ]
            expected = legs_.between(place, "depot:d") if place.startswith("tip:") else min(over)
            assert (metres[row, home], seconds[row, home]) == expected, place
    for row, place in enumerate(names):
        for column, other in enumerate(names):
            if column not in (2, 3):
                assert (metres[row, column], seconds[row, column]) == ((0, 0) if row == column else legs_.between(place, other))


def test_each_truck_has_its_own_way_home() -> None:
    """The second takes paper, which the south does not: its way home leads over the north."""
    choosy = replace(SOUTH, fractions=frozenset({"food", "rest"}))
    paper = truck("b", capacities={"paper": Capacity(litres=1, kg=1)})
    of = problem(trucks=(ON_ITS_WAY, paper), unloading_sites=(NORTH, choosy))
    legs_ = legs(of)
    metres = data(of).distance_matrix(0)
    bin_ = places(of).index("bin:must")
    north, south = (legs_.between("bin:must", site)[0] + legs_.between(site, "depot:d")[0] for site in ("tip:north", "tip:south"))
    assert (metres[bin_, 2], metres[bin_, 3]) == (min(north, south), north)


def test_a_truck_that_may_unload_nowhere_does_not_come_home() -> None:
    of = problem(trucks=(ON_ITS_WAY,), unloading_sites=(replace(NORTH, fractions=frozenset({"paper"})),))
    matrices = data(of).distance_matrix(0), data(of).duration_matrix(0)
    assert [matrix[places(of).index("bin:must"), 1] for matrix in matrices] == [UNREACHABLE, UNREACHABLE]


def there_and_back(*stops: RouteStop, truck_: Truck = ON_ITS_WAY) -> list[RouteStop]:
    """Return the stops that the model reads from the solution it makes of them."""
    of = problem(trucks=(truck("unused"), truck_))
    made = model(of)
    return made.stops(made.solution({truck_.vehicle: stops})).get(truck_.vehicle, [])


def test_a_tour_is_read_as_its_stops_with_an_unloading_before_home() -> None:
    assert there_and_back(("bin", "may"), ("bin", "must")) == [("bin", "may"), ("bin", "must"), ("tip", "south")]


def test_stops_that_are_not_in_this_problem_are_left_out_of_a_solution() -> None:
    assert there_and_back(("bin", "gone"), ("tip", "north"), ("bin", "must")) == [("bin", "must"), ("tip", "south")]
    assert there_and_back(("bin", "gone")) == []


def test_an_unloading_on_the_way_is_read_as_the_site_it_is_at_and_one_at_the_end_needs_no_other() -> None:
    of = problem(trucks=(truck("a", litres=80),), candidates=(BINS[0], candidate("next", lat=60.9)))
    made = model(of)
    (stops,) = search(of, made.legs, SMALL).values()
    assert [kind for kind, _ in stops] == ["bin", "tip", "bin", "tip"]
    assert {name for kind, name in stops if kind == "tip"} <= {"north", "south"}
    assert made._home_empty(of.trucks[0], [("bin", "must"), ("tip", "north")]) == [("bin", "must"), ("tip", "north")]
    assert made._home_empty(of.trucks[0], []) == []


def test_a_site_that_takes_nothing_of_this_truck_ends_no_tour() -> None:
    of = problem(unloading_sites=(replace(NORTH, fractions=frozenset({"paper"})),), trucks=(ON_ITS_WAY,))
    assert model(of)._home_empty(ON_ITS_WAY, [("bin", "must")]) == [("bin", "must")]


def test_a_bin_that_stands_twice_in_an_earlier_plan_is_begun_with_once() -> None:
    of = model(problem())
    twice = {"a": [("bin", "must"), ("tip", "north"), ("bin", "must")], "b": [("bin", "may"), ("bin", "must")]}
    assert of.stops(of.solution(twice)) == {"a": [("bin", "must"), ("tip", "south")], "b": [("bin", "may"), ("tip", "north")]}
