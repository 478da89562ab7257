"""The search begins with as few trucks as the work needs, and those on the road always drive."""

from dataclasses import replace

import pytest

from domain.waste.routing.distance import straight_legs
from domain.waste.routing.fleet import Place, UnloadingSite
from domain.waste.routing.plan import Load, RoutingProblem, Truck
from tests.unit.watch.planning.seeded_town import HOUR, SMALL, candidate, request, town, truck
from watch.planning import planner, solver
from watch.planning.planner import plan
from watch.planning.pyvrp_model import routing_model
from watch.planning.solver import _cost, search


def driving(name: str, litres: float = 100) -> Truck:
    aboard = {"rest": Load(litres=litres, kg=10)}
    return truck(name, start=Place(id=f"at:{name}", lat=60.885, lon=11.57), start_s=9 * HOUR, aboard=aboard)


def problem(*trucks: Truck, bins: int = 1, service_s: int = 90) -> RoutingProblem:
    candidates = tuple(candidate(f"b{number}", lat=60.88 + number / 1000, service_s=service_s) for number in range(bins))
    return RoutingProblem(day_start=0, candidates=candidates, trucks=trucks, unloading_sites=town(0).unloading_sites, truck_m=5000)


def sizes(problem_: RoutingProblem, monkeypatch: pytest.MonkeyPatch, fleet_sizes: int = 3) -> list[list[str]]:
    """Return the fleets that are searched with all that is required."""
    searched: list[list[str]] = []
    model = solver.routing_model

    def spied(*args: object, all_required: bool) -> object:
        if all_required:
            searched.append([member.vehicle for member in args[1]])  # type: ignore[attr-defined]
        return model(*args, all_required=all_required)  # type: ignore[arg-type]

    monkeypatch.setattr(solver, "routing_model", spied)
    legs = straight_legs(problem_.places, detour_factor=1.35, speed_kmh=25)
    search(problem_, legs, replace(SMALL, short=5, long=5, fleet_sizes=fleet_sizes))
    return searched


def test_one_bin_is_tried_with_one_truck_first_and_then_with_more(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizes(problem(truck("a"), truck("b"), truck("c"), truck("d")), monkeypatch) == [["a"], ["a", "b"], ["a", "b", "c"]]


def test_no_more_trucks_are_tried_than_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizes(problem(truck("a"), truck("b")), monkeypatch) == [["a"], ["a", "b"]]


def test_trucks_with_waste_aboard_always_drive_and_count(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sizes(problem(truck("a"), driving("b"), truck("c")), monkeypatch) == [["b"], ["b", "a"], ["b", "a", "c"]]
    assert sizes(problem(truck("a"), driving("b"), driving("c")), monkeypatch) == [["b", "c"], ["b", "c", "a"]]


@pytest.mark.parametrize(
    ("bins", "first"),
    [(7, ["a"]), (17, ["a", "b", "c"])],  # an hour each, in shifts of eight: 17 and the legs between them take three
)
def test_work_for_more_shifts_begins_with_more_trucks(bins: int, first: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    trucks = [truck(name) for name in "abcd"]
    assert sizes(problem(*trucks, bins=bins, service_s=HOUR), monkeypatch)[0] == first


def test_trucks_on_the_road_do_their_part_of_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    trucks = [driving("a"), truck("b"), truck("c"), truck("d")]
    assert sizes(problem(*trucks, bins=17, service_s=HOUR), monkeypatch)[0] == ["a", "b", "c"]


def test_nothing_to_do_or_nobody_to_do_it_is_no_search() -> None:
    for problem_ in (problem(truck("a"), bins=0), problem(bins=1)):
        assert search(problem_, straight_legs(problem_.places, detour_factor=1.35, speed_kmh=25), SMALL) == {}


def test_a_second_search_is_made_only_for_bins_that_a_loaded_truck_could_not_take(monkeypatch: pytest.MonkeyPatch) -> None:
    searches: list[RoutingProblem] = []

    def spied(problem_: RoutingProblem, *args: object) -> object:
        searches.append(problem_)
        return search(problem_, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(planner, "search", spied)
    plan(request(problem(driving("a"))))
    assert len(searches) == 1, "there is room for it"
    plan(request(problem(truck("a"))))
    assert len(searches) == 2, "nobody has anything aboard"
    plan_ = plan(request(problem(driving("a", litres=13_900))))
    assert len(searches) == 4
    assert [member.aboard for member in searches[-1].trucks] == [{}]
    (unloaded,) = searches[-1].trucks
    way_s = straight_legs(searches[-2].places, detour_factor=1.35, speed_kmh=25).between("at:a", unloaded.start.id)[1]
    assert unloaded.start_s == 9 * HOUR + way_s + 900, "its site has been open since seven"
    assert [visit.kind for visit in plan_.routes[0].visits] == ["tip", "bin", "tip"]


def cost(problem_: RoutingProblem, **stops: list[str]) -> tuple[bool, int, int]:
    """Return what a solution costs in which each truck visits these bins."""
    legs = straight_legs(problem_.places, detour_factor=1.35, speed_kmh=25)
    model = routing_model(problem_, problem_.trucks, legs, all_required=True)
    return _cost(problem_, model.solution({vehicle: [("bin", name) for name in bins] for vehicle, bins in stops.items()}))


@pytest.mark.parametrize(("prize_m", "worth_it"), [(50_000, True), (10, False)])
def test_a_bin_that_is_worth_more_than_its_detour_is_dearer_to_leave_out(prize_m: float, worth_it: bool) -> None:
    bins = (candidate("must"), candidate("may", lat=60.9, required=False, prize_m=prize_m))
    problem_ = replace(problem(truck("a")), candidates=bins)
    assert (cost(problem_, a=["must", "may"]) < cost(problem_, a=["must"])) is worth_it


@pytest.mark.parametrize(("truck_m", "one_is_better"), [(100_000, True), (0, False)])
def test_a_second_truck_must_save_what_a_truck_day_is_worth(truck_m: int, one_is_better: bool) -> None:
    bins = (candidate("east", lon=11.7), candidate("west", lon=11.3))
    here, there = (Place(id=f"depot:{name}", lat=60.88, lon=lon) for name, lon in (("here", 11.7), ("there", 11.3)))
    trucks = (truck("a", start=here, depot=here), truck("b", start=there, depot=there))
    sites = tuple(UnloadingSite(place=replace(place, id=f"tip:{place.lon}"), service_s=60) for place in (here, there))
    problem_ = replace(problem(*trucks), candidates=bins, unloading_sites=sites, truck_m=truck_m)
    assert (cost(problem_, a=["east", "west"]) < cost(problem_, a=["east"], b=["west"])) is one_is_better


def test_what_must_be_emptied_counts_before_any_metres() -> None:
    problem_ = problem(truck("a"), bins=2)
    infeasible, missing, _ = cost(problem_, a=["b0"])
    assert (infeasible, missing) == (True, 1)
    assert cost(problem_, a=["b0", "b1"]) < cost(problem_, a=["b0"])
