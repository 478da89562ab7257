"""Routes end within the shift and before their sites close, to the second, and time that is left is filled."""

from dataclasses import replace

from domain.waste.routing.distance import Legs, straight_legs
from domain.waste.routing.plan import Candidate, Route, RoutingProblem
from domain.waste.routing.schedule import RouteStop, route_of
from tests.unit.watch.planning.seeded_town import HOUR, candidate, town, truck
from watch.planning.fitting import insert_left_out, trim_to_shift

BINS = (
    candidate("must", lat=60.87),
    candidate("dear", lat=60.875, required=False, prize_m=900.0),
    candidate("cheap", lat=60.88, required=False, prize_m=100.0),
)
ALL: list[RouteStop] = [("bin", "must"), ("bin", "dear"), ("bin", "cheap"), ("tip", "south")]


def problem(*bins: Candidate, **fields: object) -> RoutingProblem:
    return replace(town(0), **{"candidates": bins or BINS, "trucks": (truck("a", start_s=8 * HOUR),), **fields})  # type: ignore[arg-type]


def legs(of: RoutingProblem) -> Legs:
    return straight_legs(of.places, detour_factor=1.35, speed_kmh=25)


def route(of: RoutingProblem, stops: list[RouteStop]) -> Route:
    return route_of(of.trucks[0], stops, of, legs(of))


def trimmed(of: RoutingProblem, stops: list[RouteStop] = ALL) -> list[str]:
    return [name for _, name in trim_to_shift(of, legs(of), {"a": stops})["a"]]


def until(of: RoutingProblem, end_s: int) -> RoutingProblem:
    return replace(of, trucks=tuple(replace(driving, end_s=end_s) for driving in of.trucks))


def test_a_route_that_ends_with_the_shift_is_kept_and_a_second_later_it_loses_what_is_worth_least() -> None:
    ends = route(problem(), ALL).end_s
    assert trimmed(until(problem(), ends)) == ["must", "dear", "cheap", "south"]
    assert trimmed(until(problem(), ends - 1)) == ["must", "dear", "south"]
    without_optional = route(problem(), [("bin", "must"), ("tip", "south")]).end_s
    assert trimmed(until(problem(), without_optional)) == ["must", "south"]
    assert trimmed(until(problem(), without_optional - 1)) == ["south"]
    only_south = route(problem(), [("tip", "south")]).end_s
    assert trimmed(until(problem(), only_south - 1)) == [], "without bins the truck stays at home"


def test_of_bins_worth_the_same_the_last_is_dropped() -> None:
    equal = problem(*(replace(bin_, required=True, prize_m=0.0) for bin_ in BINS))
    assert trimmed(until(equal, route(equal, ALL).end_s - 1)) == ["must", "dear", "south"]


def test_a_site_must_be_reached_before_it_closes() -> None:
    problem_ = problem()
    arrives = route(problem_, ALL).visits[-1].arrive_s
    north, south = problem_.unloading_sites
    assert trimmed(replace(problem_, unloading_sites=(north, replace(south, closes_s=arrives)))) == ["must", "dear", "cheap", "south"]
    assert trimmed(replace(problem_, unloading_sites=(north, replace(south, closes_s=arrives - 1)))) == ["must", "dear", "south"]


def test_a_truck_without_stops_stays_without_and_one_that_nobody_planned_is_no_trouble() -> None:
    assert trim_to_shift(problem(), legs(problem()), {}) == {}
    assert trim_to_shift(problem(), legs(problem()), {"a": []}) == {"a": []}


def inserted(of: RoutingProblem, **stops: list[RouteStop]) -> dict[str, list[str]]:
    return {vehicle: [name for _, name in own] for vehicle, own in insert_left_out(of, legs(of), stops).items()}


def test_a_required_bin_that_was_left_out_is_put_where_the_shift_is_long_enough_for_it() -> None:
    problem_ = problem(BINS[0], replace(BINS[1], required=True), BINS[2])
    assert inserted(problem_, a=[("bin", "must"), ("tip", "south")]) == {"a": ["dear", "must", "south"]}
    ends = route(problem_, [("bin", "dear"), ("bin", "must"), ("tip", "south")]).end_s
    assert inserted(until(problem_, ends), a=[("bin", "must"), ("tip", "south")]) == {"a": ["dear", "must", "south"]}
    assert inserted(until(problem_, ends - 1), a=[("bin", "must"), ("tip", "south")]) == {"a": ["must", "south"]}


def test_a_truck_that_stood_idle_drives_for_what_was_left_out_and_one_that_need_not_stays() -> None:
    problem_ = problem(BINS[0], trucks=(truck("a", start_s=8 * HOUR), truck("b", start_s=8 * HOUR)))
    assert inserted(problem_) == {"a": ["must", "south"]}
    assert inserted(problem(BINS[1])) == {}


def test_the_next_is_put_in_where_the_one_before_left_time() -> None:
    far = replace(BINS[1], required=True, lat=60.9)
    problem_ = problem(BINS[0], far)
    both = route(problem_, [("bin", "must"), ("bin", "dear"), ("tip", "south")])
    other = route(problem_, [("bin", "dear"), ("bin", "must"), ("tip", "south")])
    latest = min(both.end_s, other.end_s)
    assert sorted(inserted(until(problem_, latest + 60))["a"]) == ["dear", "must", "south"]
    assert inserted(until(problem_, latest - 1))["a"] == ["must", "south"], "the cheaper of the two"
