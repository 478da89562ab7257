"""Every plan holds its own promises, and what cannot be done says which constraint and by how much."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.routing.distance import straight_legs
from domain.waste.routing.fleet import Capacity, Place
from domain.waste.routing.plan import Load, Plan, RoutingProblem
from domain.waste.routing.route_check import violations
from tests.examples import examples
from tests.unit.watch.planning.seeded_town import HOUR, candidate, request, town, truck
from watch.planning import planner
from watch.planning.planner import BrokenPlanError, Roads, plan


def _broken(problem: RoutingProblem, plan_: Plan) -> list[str]:
    return violations(problem, plan_, straight_legs(problem.places, detour_factor=1.35, speed_kmh=25))


def _visited(plan_: Plan) -> set[str]:
    return {visit.id for route in plan_.routes for visit in route.visits if visit.kind == "bin"}


@examples(15)
@given(
    bins=st.integers(0, 25),
    seed=st.integers(0, 1000),
    trucks=st.integers(0, 3),
    required=st.floats(0, 1),
    litres=st.floats(60, 4000),
    service_s=st.sampled_from([60, 900, 3600]),
)
def test_no_plan_breaks_a_rule(bins: int, seed: int, trucks: int, required: float, litres: float, service_s: int) -> None:
    problem = town(bins, seed=seed, trucks=trucks, required=required, litres=litres, service_s=service_s)
    assert _broken(problem, plan(request(problem))) == []


def test_all_that_is_required_is_served_where_there_is_room_and_what_is_left_out_is_not_worth_it() -> None:
    problem = town(60)
    plan_ = plan(request(problem))
    assert {bin_.id for bin_ in problem.candidates if bin_.required} <= _visited(plan_)
    assert {bin_.constraint for bin_ in plan_.unserved} <= {"not_worth"}
    assert plan_.routes


def test_the_same_seed_gives_the_same_plan() -> None:
    assert plan(request(town(40))) == plan(request(town(40)))


def test_every_truck_comes_home_empty_over_a_tip() -> None:
    for route in plan(request(town(60, litres=900))).routes:
        assert route.visits[-1].kind == "tip"


@pytest.mark.parametrize(
    ("wrong", "constraint", "short", "unit"),
    [
        (candidate("odd", fraction="glass"), "fraction", None, ""),
        (candidate("odd", load=Load(litres=15_000, kg=1)), "capacity_l", 1000, "l"),
        (candidate("odd", load=Load(litres=10, kg=4100)), "capacity_kg", 100, "kg"),
        (candidate("odd", service_s=9 * HOUR), "shift", None, "min"),
    ],
)
def test_a_bin_that_cannot_be_served_says_why_and_the_others_are_served(wrong: object, constraint: str, short: float, unit: str) -> None:
    problem = RoutingProblem(
        day_start=0, candidates=(wrong, candidate("good")), trucks=(truck("a"),), unloading_sites=town(0).unloading_sites
    )  # type: ignore[arg-type]
    plan_ = plan(request(problem))
    assert _visited(plan_) == {"good"}
    (left,) = plan_.unserved
    assert (left.bin_id, left.constraint, left.unit) == ("odd", constraint, unit)
    assert short is None or left.short == short
    assert left.why


def test_an_empty_fleet_is_infeasible_and_says_so() -> None:
    problem = town(3, trucks=0, required=1)
    plan_ = plan(request(problem))
    assert plan_.routes == ()
    assert {bin_.constraint for bin_ in plan_.unserved} == {"fleet"}


def test_without_a_tip_for_the_fraction_nothing_is_collected() -> None:
    problem = replace(town(2, required=1), unloading_sites=())
    assert {bin_.constraint for bin_ in plan(request(problem)).unserved} == {"tip"}


def test_more_than_fits_into_the_shift_leaves_bins_out_and_says_by_how_many_minutes() -> None:
    problem = town(20, trucks=1, required=1, service_s=HOUR)
    plan_ = plan(request(problem))
    assert _broken(problem, plan_) == []
    assert 1 <= len(_visited(plan_)) <= 7
    assert all(bin_.constraint == "shift" and bin_.short is not None and bin_.unit == "min" for bin_ in plan_.unserved)


def test_what_no_truck_has_room_for_is_short_by_the_load_more_that_it_needs() -> None:
    small = truck("a", capacities={"rest": Capacity(litres=400, kg=400)}, end_s=7 * HOUR + 1900)
    bins = tuple(candidate(f"bin-{number}", lat=60.88 + number / 1000) for number in range(6))
    problem = RoutingProblem(day_start=0, candidates=bins, trucks=(small,), unloading_sites=town(0).unloading_sites)
    plan_ = plan(request(problem))
    assert _broken(problem, plan_) == []
    assert plan_.unserved
    assert all(bin_.short is not None and bin_.short > 15 for bin_ in plan_.unserved), "a way to the tip and a stay there of 15 min"


def test_what_must_be_emptied_fills_the_shift_where_far_more_is_asked_for_than_fits() -> None:
    problem = town(200, trucks=1, required=1.0, litres=3000, service_s=120)
    plan_ = plan(request(problem, largest=40))
    assert _broken(problem, plan_) == []
    assert all(bin_.short is not None and bin_.short > 0 for bin_ in plan_.unserved), "none that is left out would fit in"


def test_a_truck_with_nothing_left_to_do_does_not_keep_others_from_being_planned() -> None:
    idle = truck("b", start=Place(id="at:b", lat=60.95, lon=11.8), start_s=13 * HOUR - 300, end_s=14 * HOUR)
    busy = truck("a", start_s=13 * HOUR, end_s=14 * HOUR + 1500)
    bins = (candidate("one", service_s=1200), candidate("two", service_s=1200))
    problem = RoutingProblem(day_start=0, candidates=bins, trucks=(busy, idle), unloading_sites=town(0).unloading_sites)
    plan_ = plan(request(problem))
    assert _broken(problem, plan_) == []
    assert [bin_.constraint for bin_ in plan_.unserved] == ["shift"]


def test_a_truck_that_is_late_already_goes_home_and_what_it_leaves_is_short_of_time() -> None:
    late = truck("a", start=Place(id="at:a", lat=60.95, lon=11.8), start_s=14 * HOUR - 60, aboard={"rest": Load(litres=600, kg=60)})
    problem = RoutingProblem(day_start=0, candidates=(candidate("left"),), trucks=(late,), unloading_sites=town(0).unloading_sites)
    plan_ = plan(request(problem))
    assert [visit.kind for visit in plan_.routes[0].visits] == ["tip"]
    (left,) = plan_.unserved
    assert left.constraint == "shift"


def test_straight_lines_say_that_they_are_blind() -> None:
    plan_ = plan(request(town(3)))
    assert plan_.distance_source == "straight_line"
    assert "fjords" in plan_.notes[0]


def test_an_osrm_that_is_away_is_replaced_by_straight_lines_and_that_is_said() -> None:
    nobody = Roads(detour_factor=1.35, speed_kmh=25, osrm_url="http://127.0.0.1:9", osrm_timeout_s=0.5)
    plan_ = plan(request(town(3), roads=nobody))
    assert plan_.distance_source == "straight_line"
    assert "OSRM" in plan_.notes[0]


def test_a_truck_on_its_way_begins_where_it_is_with_what_it_carries() -> None:
    position = Place(id="at:a", lat=60.885, lon=11.57)
    driving = truck("a", start=position, start_s=9 * HOUR, aboard={"rest": Load(litres=13_500, kg=500)})
    problem = RoutingProblem(
        day_start=0,
        candidates=(candidate("next", load=Load(litres=600, kg=60)),),
        trucks=(driving,),
        unloading_sites=town(0).unloading_sites,
    )
    (route,) = plan(request(problem)).routes
    assert [visit.kind for visit in route.visits] == ["tip", "bin", "tip"], "it is too full for the bin: it tips before"
    assert route.start_s == 9 * HOUR


def test_a_truck_with_waste_aboard_and_nothing_left_to_do_tips_and_goes_home() -> None:
    driving = truck("a", start=Place(id="at:a", lat=60.885, lon=11.57), aboard={"rest": Load(litres=100, kg=10)})
    problem = RoutingProblem(day_start=0, candidates=(), trucks=(driving,), unloading_sites=town(0).unloading_sites)
    (route,) = plan(request(problem)).routes
    assert [visit.kind for visit in route.visits] == ["tip"]


def test_a_truck_goes_only_to_tips_that_take_all_it_carries() -> None:
    choosy = replace(town(0).unloading_sites[0], fractions=frozenset({"paper"}))
    problem = RoutingProblem(
        day_start=0,
        candidates=(candidate("one", lat=60.91, lon=11.6),),
        trucks=(truck("a"),),
        unloading_sites=(choosy, town(0).unloading_sites[1]),
    )
    (route,) = plan(request(problem)).routes
    assert route.visits[-1].id == "south"


def test_two_chambers_fill_apart() -> None:
    rooms = {"rest": Capacity(litres=300, kg=999), "food": Capacity(litres=300, kg=999)}
    glass, food = candidate("one"), candidate("two", fraction="food")
    problem = RoutingProblem(
        day_start=0, candidates=(glass, food), trucks=(truck("a", capacities=rooms),), unloading_sites=town(0).unloading_sites
    )
    (route,) = plan(request(problem)).routes
    assert [visit.kind for visit in route.visits] == ["bin", "bin", "tip"]


def test_many_bins_are_joined_with_their_neighbours_and_every_one_is_accounted_for() -> None:
    problem = town(300, trucks=4, litres=18_000, required=0.2)
    plan_ = plan(request(problem, largest=60))
    assert _broken(problem, plan_) == []
    assert "groups" in plan_.notes[-1]
    assert {bin_.id for bin_ in problem.candidates if bin_.required} <= _visited(plan_)


def test_where_few_trucks_cannot_do_what_is_required_more_of_them_drive() -> None:
    problem = town(60, trucks=6, required=1.0, service_s=1800)
    asked = request(problem)
    plan_ = plan(replace(asked, effort=replace(asked.effort, fleet_sizes=1)))
    assert {bin_.id for bin_ in problem.candidates} == _visited(plan_)
    assert len(plan_.routes) > 60 * 1800 // (8 * 3600) + 1, "more than their service alone would take"


def test_bins_that_may_wait_never_crowd_out_those_that_must_go() -> None:
    problem = town(300, trucks=3, required=0.3, litres=9000, service_s=300)
    plan_ = plan(request(problem, largest=40))
    assert plan_.unserved, "not all fit in"
    assert {bin_.id for bin_ in problem.candidates if bin_.required} <= _visited(plan_)


def test_an_earlier_route_may_be_begun_from() -> None:
    problem = town(40)
    first = plan(request(problem))
    order = {route.vehicle: tuple(visit.id for visit in route.visits if visit.kind == "bin") for route in first.routes}
    again = plan(request(problem, **order))
    assert _broken(problem, again) == []


def test_the_checker_sees_each_kind_of_lie() -> None:
    problem = town(12, litres=900)
    plan_ = plan(request(problem))
    first = plan_.routes[0]
    lies = {
        "twice": replace(plan_, routes=(first, first)),
        "shorter": replace(plan_, routes=(replace(first, metres=first.metres - 1), *plan_.routes[1:])),
        "full": replace(plan_, routes=(replace(first, visits=first.visits[:-1]), *plan_.routes[1:])),
        "forgotten": replace(plan_, unserved=plan_.unserved[1:]) if plan_.unserved else replace(plan_, routes=plan_.routes[1:]),
        "stranger": replace(plan_, routes=(replace(first, vehicle="nobody"), *plan_.routes[1:])),
    }
    assert [name for name, lie in lies.items() if not _broken(problem, lie)] == []


def test_a_plan_that_breaks_its_promises_is_not_handed_on_and_five_of_them_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "violations", lambda *_: [f"lie {number}" for number in range(1, 8)])
    with pytest.raises(BrokenPlanError, match=r"^lie 1; lie 2; lie 3; lie 4; lie 5$"):
        plan(request(town(2)))
