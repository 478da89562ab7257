"""Neighbours are joined until there are few enough stops, never beyond a quarter of a truck, and split into a walk again."""

from dataclasses import replace

import pytest

from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Capacity
from domain.waste.routing.plan import Candidate, Load, RoutingProblem
from tests.unit.watch.planning.seeded_town import candidate, town, truck
from watch.planning.clusters import join_neighbours, split_groups

NORTH = 1 / 111_320  # degrees of latitude in a metre


def problem(*bins: Candidate, litres: float = 3500) -> RoutingProblem:
    return RoutingProblem(
        day_start=0, candidates=bins, trucks=(truck("a", litres), truck("b", 9000)), unloading_sites=town(0).unloading_sites
    )


def row(count: int, metres: float = 5, **fields: object) -> list[Candidate]:
    return [candidate(f"b{number}", lat=60.88 + number * metres * NORTH, **fields) for number in range(count)]


def groups(problem_: RoutingProblem, largest: int) -> list[list[str]]:
    _, members = join_neighbours(problem_, largest)
    return sorted([bin_.id for bin_ in group] for group in members.values())


def test_few_enough_bins_stay_as_they_are() -> None:
    problem_ = problem(*row(3))
    assert join_neighbours(problem_, 3) == (problem_, {bin_.id: [bin_] for bin_ in problem_.candidates})


def test_neighbours_are_one_stop_with_their_load_their_service_and_the_walk_between_them() -> None:
    bins = row(3, load=Load(litres=100, kg=20), service_s=60, required=False, prize_m=40.0)
    joined, members = join_neighbours(problem(*bins), 2)
    walk = sum(straight_metres(a.place, b.place) for a, b in ((bins[0], bins[1]), (bins[1], bins[2])))
    (head,) = joined.candidates
    assert (head.id, head.load, head.service_s) == ("b0", Load(litres=300, kg=60), 180 + round(walk * 2 * 3.6 / 25))
    assert head.prize_m == pytest.approx(120 - walk)
    assert members == {"b0": bins}


def test_a_walk_that_costs_more_than_it_is_worth_leaves_no_prize() -> None:
    joined, _ = join_neighbours(problem(*row(3, required=False, prize_m=1.0)), 2)
    assert [head.prize_m for head in joined.candidates] == [0.0]


@pytest.mark.parametrize(("litres", "sizes"), [(1166, [3, 1]), (1167, [2, 2])])
def test_a_stop_holds_at_most_a_quarter_of_the_smallest_truck(litres: float, sizes: list[int]) -> None:
    bins = row(4, metres=1, load=Load(litres=litres, kg=1))  # of 3,500 l, pressed to a quarter
    assert [len(group) for group in groups(problem(*bins), 1)] == sizes


@pytest.mark.parametrize(("kg", "sizes"), [(500, [2, 2]), (501, [1, 1, 1, 1])])
def test_nor_does_it_weigh_more_than_a_quarter_of_what_that_may_load(kg: float, sizes: list[int]) -> None:
    assert [len(group) for group in groups(problem(*row(4, metres=1, load=Load(litres=1, kg=kg))), 1)] == sizes


def test_only_trucks_that_take_the_fraction_limit_a_stop() -> None:
    problem_ = problem(*row(4, metres=1, load=Load(litres=100, kg=10)))
    paper = replace(truck("c"), capacities={"paper": Capacity(litres=10, kg=1, compaction=1)})
    assert len(groups(replace(problem_, trucks=(*problem_.trucks, paper)), 1)) == 1
    assert len(groups(replace(problem_, trucks=(paper,)), 1)) == 4


@pytest.mark.parametrize("other", [{"required": False}, {"fraction": "paper"}])
def test_required_bins_and_fractions_are_not_joined_with_others(other: dict[str, object]) -> None:
    bins = [candidate("b0"), candidate("b1", **other), candidate("b2"), candidate("b3", **other)]
    problem_ = problem(*bins)
    both = {"rest": Capacity(litres=3500, kg=4000, compaction=4), "paper": Capacity(litres=3500, kg=4000, compaction=4)}
    problem_ = replace(problem_, trucks=(replace(problem_.trucks[0], capacities=both),))
    assert groups(problem_, 1) == [["b0", "b2"], ["b1", "b3"]]


def test_the_cells_grow_until_few_enough_stops_are_left() -> None:
    bins = row(40, metres=40, load=Load(litres=10, kg=1))
    for largest in (20, 10, 5, 1):
        assert len(groups(problem(*bins), largest)) <= largest
    assert len(groups(problem(*bins), 20)) > 5


def test_bins_far_apart_are_joined_by_cells_that_grow_on_as_long_as_it_helps() -> None:
    bins = row(40, metres=1500, load=Load(litres=10, kg=1))
    assert len(groups(problem(*bins), 10)) <= 10


def test_a_group_is_walked_from_the_nearest_bin_to_the_next() -> None:
    bins = row(4, metres=50)
    positions = {bin_.id: (bin_.lat, bin_.lon) for bin_ in bins} | {"x": (bins[3].lat + NORTH, bins[3].lon)}
    members = {"b1": [bins[1], bins[0], bins[2], bins[3]], "x": [candidate("x")]}
    assert split_groups([("bin", "b1")], members, positions) == [("bin", f"b{n}") for n in (1, 0, 2, 3)]
    from_above = split_groups([("bin", "x"), ("bin", "b1")], members, positions)
    assert from_above == [("bin", "x"), *(("bin", f"b{n}") for n in (3, 2, 1, 0))]
    after_a_tip = split_groups([("bin", "x"), ("tip", "t"), ("bin", "b1")], members, positions)
    assert after_a_tip == [("bin", "x"), ("tip", "t"), *(("bin", f"b{n}") for n in (1, 0, 2, 3))]


def test_a_degree_to_the_east_is_half_as_far_as_one_to_the_north() -> None:
    positions = {"head": (60.0, 11.0), "north": (60.0009, 11.0), "east": (60.0, 11.0016), "far": (60.0, 11.0020)}
    members = {"head": [candidate(name) for name in ("head", "north", "east")]}
    assert [name for _, name in split_groups([("bin", "head")], members, positions)] == ["head", "east", "north"]
    members = {"head": [candidate(name) for name in ("head", "north", "far")]}
    assert [name for _, name in split_groups([("bin", "head")], members, positions)] == ["head", "north", "far"]
