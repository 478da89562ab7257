"""What cannot be served names the constraint that it misses, and by how much, to the second at the bound."""

from dataclasses import replace

import pytest

from domain.waste.routing.distance import UNREACHABLE, Legs, straight_legs
from domain.waste.routing.fleet import Capacity
from domain.waste.routing.plan import Candidate, Load, RoutingProblem
from domain.waste.routing.schedule import route_of
from domain.waste.routing.unserved import impossible, left_out
from tests.unit.watch.planning.seeded_town import HOUR, candidate, town, truck

BIN = candidate("b")


def problem(*bins: Candidate, **fields: object) -> RoutingProblem:
    return replace(town(0), **{"candidates": bins or (BIN,), "trucks": (truck("a", start_s=7 * HOUR),), **fields})  # type: ignore[arg-type]


def legs(of: RoutingProblem) -> Legs:
    return straight_legs(of.places, detour_factor=1.35, speed_kmh=25)


def alone(of: RoutingProblem) -> list[tuple[str, float | None, str]]:
    return [(left.constraint, left.short, left.unit) for left in impossible(of, legs(of))]


@pytest.mark.parametrize(
    ("load", "expected"),
    [
        (Load(litres=14_000, kg=4000), []),
        (Load(litres=14_001, kg=1), [("capacity_l", 1.0, "l")]),
        (Load(litres=1, kg=4001), [("capacity_kg", 1.0, "kg")]),
    ],
)
def test_a_load_is_held_against_the_largest_truck(load: Load, expected: list[tuple[str, float, str]]) -> None:
    small = truck("small", capacities={"rest": Capacity(litres=1, kg=1)}, start_s=7 * HOUR)
    trucks = (small, truck("a", start_s=7 * HOUR))
    assert alone(problem(replace(BIN, load=load), trucks=trucks)) == expected


def test_without_trucks_sites_or_a_truck_for_the_fraction_nothing_goes() -> None:
    assert alone(problem(trucks=())) == [("fleet", None, "")]
    assert alone(problem(replace(BIN, fraction="glass"))) == [("fraction", None, "")]
    assert alone(problem(unloading_sites=())) == [("tip", None, "")]


def only_stop_ends(of: RoutingProblem) -> int:
    return route_of(of.trucks[0], [("bin", "b"), ("tip", "south")], of, legs(of)).end_s


def test_a_shift_that_is_long_enough_to_the_second_is_enough() -> None:
    roomy = problem(unloading_sites=town(0).unloading_sites[1:])
    ends = only_stop_ends(roomy)
    assert alone(replace(roomy, trucks=(replace(roomy.trucks[0], end_s=ends),))) == []
    assert alone(replace(roomy, trucks=(replace(roomy.trucks[0], end_s=ends - 60),))) == [("shift", 1.0, "min")]
    other = replace(roomy.trucks[0], vehicle="b", end_s=ends - 120)
    assert alone(replace(roomy, trucks=(other, replace(roomy.trucks[0], end_s=ends - 60)))) == [("shift", 1.0, "min")], "the least"


def test_a_site_that_closes_before_or_opens_late_costs_the_time_that_it_does() -> None:
    (site,) = town(0).unloading_sites[1:]
    problem_ = problem(unloading_sites=(site,))
    arrives = route_of(problem_.trucks[0], [("bin", "b"), ("tip", "south")], problem_, legs(problem_)).visits[1].arrive_s
    assert alone(replace(problem_, unloading_sites=(replace(site, closes_s=arrives),))) == []
    assert alone(replace(problem_, unloading_sites=(replace(site, closes_s=arrives - 60),))) == [("shift", 1.0, "min")]
    opens = replace(problem_, unloading_sites=(replace(site, opens_s=arrives + 600, closes_s=arrives + 700),))
    ends = only_stop_ends(problem_) + 600
    assert alone(replace(opens, trucks=(replace(opens.trucks[0], end_s=ends - 60),))) == [("shift", 1.0, "min")]
    assert alone(replace(opens, trucks=(replace(opens.trucks[0], end_s=ends),))) == []


def test_a_bin_to_which_no_road_leads_is_cut_off_unless_another_truck_reaches_it() -> None:
    problem_ = problem()
    by_air = legs(problem_)
    cut = replace(
        by_air,
        metres=[[UNREACHABLE if "bin:b" in (start, end) else 1 for end in by_air.index] for start in by_air.index],
        seconds=[[UNREACHABLE if "bin:b" in (start, end) else 1 for end in by_air.index] for start in by_air.index],
    )
    assert [left.constraint for left in impossible(problem_, cut)] == ["road"]


def test_what_is_left_out_could_wait_or_did_not_fit_and_says_by_how_much() -> None:
    optional = candidate("may", required=False)
    problem_ = problem(BIN, optional, candidate("c", lat=60.9))
    legs_ = legs(problem_)
    route = route_of(problem_.trucks[0], [("bin", "b"), ("tip", "south")], problem_, legs_)
    tight = replace(problem_, trucks=(replace(problem_.trucks[0], end_s=route.end_s),))
    may, must = left_out(tight, [route], legs_)
    assert (may.bin_id, may.constraint, may.short) == ("may", "not_worth", None)
    longer = min(
        route_of(problem_.trucks[0], stops, problem_, legs_).end_s
        for stops in ([("bin", "b"), ("bin", "c"), ("tip", "south")], [("bin", "c"), ("bin", "b"), ("tip", "south")])
    )
    assert (must.bin_id, must.constraint, must.short) == ("c", "shift", round((longer - route.end_s) / 60, 1))
    a_second_short = replace(problem_, trucks=(replace(problem_.trucks[0], end_s=longer - 1),))
    (_, short) = left_out(a_second_short, [route], legs_)
    assert (short.short, short.unit) == (0.0, "min"), "a second is too late too"
    (_, roomy) = left_out(problem_, [route], legs_)
    assert (roomy.constraint, roomy.short) == ("shift", None), "where it would fit after all, no figure is made up"
