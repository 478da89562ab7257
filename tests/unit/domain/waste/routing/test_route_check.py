"""A good plan passes the check, and each promise that a plan breaks is named."""

from dataclasses import replace

import pytest

from domain.waste.routing.distance import straight_legs
from domain.waste.routing.fleet import Capacity, Place
from domain.waste.routing.plan import Load, Plan, Route, RoutingProblem, Unserved
from domain.waste.routing.route_check import violations
from domain.waste.routing.schedule import RouteStop, route_of
from tests.unit.watch.planning.seeded_town import HOUR, candidate, town, truck

BINS = (candidate("one"), candidate("two", lat=60.89), candidate("waits", required=False))
PROBLEM = replace(town(0), candidates=BINS, trucks=(truck("a", start_s=7 * HOUR), truck("b", start_s=7 * HOUR)))
LEGS = straight_legs(PROBLEM.places, detour_factor=1.35, speed_kmh=25)
LEFT = Unserved(bin_id="waits", constraint="not_worth", why="it can wait")
STOPS: list[RouteStop] = [("bin", "one"), ("bin", "two"), ("tip", "north")]


def route(*stops: RouteStop, problem: RoutingProblem = PROBLEM, truck_number: int = 0) -> Route:
    return route_of(problem.trucks[truck_number], stops or STOPS, problem, LEGS)


def broken(*routes: Route, unserved: tuple[Unserved, ...] = (LEFT,), problem: RoutingProblem = PROBLEM) -> list[str]:
    return violations(problem, Plan(routes=routes, unserved=unserved, distance_source="straight_line"), LEGS)


def changed(route_: Route, number: int, **fields: int) -> Route:
    visits = tuple(replace(visit, **fields) if at == number else visit for at, visit in enumerate(route_.visits))
    return replace(route_, visits=visits)


def test_a_good_plan_breaks_nothing() -> None:
    assert broken(route()) == []


@pytest.mark.parametrize(
    ("routes", "unserved", "message"),
    [
        ((route(),), (), "bin waits is visited 0 times and unserved 0 times"),
        ((route(),), (LEFT, replace(LEFT, bin_id="one")), "bin one is visited 1 time and unserved 1 time"),
        ((route(),), (LEFT, replace(LEFT, bin_id="stray")), "bin stray was not requested"),
        ((route(), route(("bin", "waits"), ("tip", "north"), truck_number=1)), (LEFT,), "bin waits is visited 1 time and unserved 1 time"),
        ((route(), route(("bin", "waits"), ("tip", "north"))), (), "vehicle a drives 2 routes"),
        ((replace(route(), vehicle="x"),), (LEFT,), "vehicle x is not in the fleet"),
    ],
)
def test_each_bin_is_visited_or_unserved_once_by_a_vehicle_of_the_fleet(
    routes: tuple[Route, ...], unserved: tuple[Unserved, ...], message: str
) -> None:
    assert any(message in text for text in broken(*routes, unserved=unserved))


def test_a_second_too_early_or_too_late_is_told() -> None:
    route_ = route()
    assert broken(replace(route_, start_s=route_.start_s - 1))[0] == "vehicle a starts 1 s before it can"
    first = route_.visits[0]
    assert "reached 1 s sooner" in broken(changed(route_, 0, arrive_s=first.arrive_s - 1))[0]
    assert "left at" in broken(changed(route_, 0, leave_s=first.leave_s + 1))[0]
    assert "is stated" in broken(replace(route_, end_s=route_.end_s + 1))[0]
    assert "is stated" in broken(replace(route_, metres=route_.metres - 1))[0]


def test_the_shift_and_the_opening_hours_hold_to_the_second() -> None:
    route_ = route()
    for late, expected in ((0, []), (1, ["vehicle a is back 1 s after its shift"])):
        problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], end_s=route_.end_s - late), PROBLEM.trucks[1]))
        assert broken(route_, problem=problem) == expected
    arrives = route_.visits[-1].arrive_s
    for late, expected in ((0, []), (1, ["tip:north: it closes 1 s before"])):
        sites = tuple(replace(site, closes_s=arrives - late) for site in PROBLEM.unloading_sites)
        assert broken(route_, problem=replace(PROBLEM, unloading_sites=sites)) == expected


def test_a_truck_waits_until_a_site_opens() -> None:
    sites = tuple(replace(site, opens_s=9 * HOUR) for site in PROBLEM.unloading_sites)
    problem = replace(PROBLEM, unloading_sites=sites)
    route_ = route(problem=problem)
    assert route_.visits[-1].leave_s == 9 * HOUR + 900
    assert broken(route_, problem=problem) == []


@pytest.mark.parametrize(
    ("room", "message"),
    [
        (Capacity(litres=600, kg=60), None),
        (Capacity(litres=599, kg=60), "bin two: 1 l more than vehicle a holds"),
        (Capacity(litres=600, kg=59), "bin two: 1 kg more than vehicle a may load"),
        (Capacity(litres=150, kg=60, compaction=4), None),
    ],
)
def test_no_truck_carries_more_than_it_holds(room: Capacity, message: str | None) -> None:
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], capacities={"rest": room}),))
    assert broken(route(problem=problem), problem=problem) == ([] if message is None else [message])


def test_an_unloading_makes_room_and_what_is_aboard_at_the_start_takes_it() -> None:
    small = {"rest": Capacity(litres=300, kg=30)}
    problem = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], capacities=small),))
    between = route(("bin", "one"), ("tip", "north"), ("bin", "two"), ("tip", "north"), problem=problem)
    assert broken(between, problem=problem) == []
    loaded = replace(problem, trucks=(replace(problem.trucks[0], aboard={"rest": Load(litres=1, kg=1)}),))
    assert broken(between, problem=loaded) == ["bin one: 1 l more than vehicle a holds", "bin one: 1 kg more than vehicle a may load"]


def test_a_truck_comes_home_empty_and_unloads_only_where_its_load_is_taken() -> None:
    assert broken(route(("bin", "one"), ("bin", "two"))) == ["vehicle a comes home with waste aboard"]
    choosy = tuple(replace(site, fractions=frozenset({"paper"})) for site in PROBLEM.unloading_sites)
    assert broken(route(), problem=replace(PROBLEM, unloading_sites=choosy)) == ["tip:north does not take what vehicle a carries"]
    glass = replace(PROBLEM, trucks=(replace(PROBLEM.trucks[0], capacities={"glass": Capacity(litres=9999, kg=9999)}),))
    assert "bin one: vehicle a does not take rest" in broken(route(problem=glass), problem=glass)


def test_a_truck_on_the_road_with_nothing_to_empty_may_come_home_late_and_no_other() -> None:
    away = replace(truck("a", start=Place(id="at:a", lat=60.95, lon=11.8), start_s=14 * HOUR - 60), aboard={"rest": Load(litres=1, kg=1)})
    problem = RoutingProblem(day_start=0, candidates=(candidate("one"),), trucks=(away,), unloading_sites=town(0).unloading_sites)
    legs = straight_legs(problem.places, detour_factor=1.35, speed_kmh=25)
    left = (replace(LEFT, bin_id="one"),)
    home = Plan(routes=(route_of(away, [("tip", "north")], problem, legs),), unserved=left, distance_source="straight_line")
    assert violations(problem, home, legs) == []
    more = Plan(routes=(route_of(away, [("bin", "one"), ("tip", "north")], problem, legs),), unserved=(), distance_source="straight_line")
    assert any("after its shift" in text for text in violations(problem, more, legs))


def test_a_truck_may_set_out_later_than_it_can() -> None:
    later = replace(PROBLEM.trucks[0], start_s=PROBLEM.trucks[0].start_s + 60)
    assert broken(route_of(later, STOPS, PROBLEM, LEGS)) == []
