"""One bin more goes where it costs least, and never where the truck has no room for it."""

import pytest

from domain.waste.routing.distance import straight_legs
from domain.waste.routing.fleet import Capacity
from domain.waste.routing.insertion import Insertion, cheapest
from domain.waste.routing.plan import Candidate, Load, RoutingProblem, Truck
from domain.waste.routing.schedule import RouteStop, route_of
from tests.unit.watch.planning.seeded_town import HOUR, candidate, town, truck

NEAR = candidate("near", lat=60.8801)
FIRST = candidate("first")


def _put_in(bin_: Candidate, driving: Truck, *stops: RouteStop) -> tuple[Insertion | None, int]:
    """Return where it goes, and how many seconds later the truck is then really home."""
    problem = RoutingProblem(day_start=0, candidates=(FIRST, bin_), trucks=(driving,), unloading_sites=town(0).unloading_sites)
    legs = straight_legs(problem.places, detour_factor=1.35, speed_kmh=25)
    insertion = cheapest(bin_, driving, stops, {FIRST.id: FIRST}, problem.unloading_sites, legs)
    ends = [route_of(driving, way, problem, legs).end_s for way in (stops, insertion.stops if insertion else stops)]
    return insertion, ends[1] - ends[0]


def _kinds(insertion: Insertion | None) -> list[str]:
    assert insertion is not None
    return [name for _, name in insertion.stops]


def test_with_room_it_goes_between_two_stops() -> None:
    insertion, later = _put_in(NEAR, truck("a", start_s=8 * HOUR), ("bin", "first"), ("tip", "south"))
    assert insertion is not None
    assert sorted(_kinds(insertion)[:2]) == ["first", "near"]
    assert insertion.seconds == later


def test_without_room_it_is_a_load_of_its_own() -> None:
    small = truck("a", start_s=8 * HOUR, capacities={"rest": Capacity(litres=400, kg=400)})
    insertion, later = _put_in(NEAR, small, ("bin", "first"), ("tip", "south"))
    assert insertion is not None
    assert [kind for kind, _ in insertion.stops] == ["bin", "tip", "bin", "tip"]
    assert insertion.seconds == later


def test_a_truck_that_has_nothing_to_do_drives_to_it_and_tips() -> None:
    insertion, later = _put_in(NEAR, truck("a", start_s=8 * HOUR))
    assert _kinds(insertion) == ["near", "south"]
    assert insertion is not None
    assert insertion.seconds == later


def test_what_is_aboard_takes_room_until_it_is_tipped() -> None:
    full = truck("a", capacities={"rest": Capacity(litres=400, kg=400)}, aboard={"rest": Load(litres=390, kg=39)})
    assert _put_in(NEAR, full)[0] is None
    assert _kinds(_put_in(NEAR, full, ("tip", "south"))[0])[:2] == ["south", "near"]


def test_a_truck_for_another_fraction_takes_it_nowhere() -> None:
    assert _put_in(candidate("odd", fraction="glass"), truck("a"), ("bin", "first"), ("tip", "south"))[0] is None


@pytest.mark.parametrize(("litres", "kg", "fits"), [(600, 60, True), (599.9, 60, False), (600, 59.9, False)])
def test_a_bin_goes_along_where_it_just_fits(litres: float, kg: float, fits: bool) -> None:
    just = truck("a", start_s=8 * HOUR, capacities={"rest": Capacity(litres=litres, kg=kg, compaction=1)})
    insertion, later = _put_in(NEAR, just, ("bin", "first"), ("tip", "south"))
    assert insertion is not None
    assert [kind for kind, _ in insertion.stops] == (["bin", "bin", "tip"] if fits else ["bin", "tip", "bin", "tip"])
    assert insertion.seconds == later


def test_only_the_load_of_its_own_fraction_and_stretch_takes_room_from_it() -> None:
    both = {"rest": Capacity(litres=310, kg=40, compaction=1), "paper": Capacity(litres=310, kg=40, compaction=1)}
    driving = truck("a", start_s=8 * HOUR, capacities=both)
    paper = candidate("paper", fraction="paper", lat=60.8801)
    insertion, _ = _put_in(paper, driving, ("bin", "first"), ("tip", "south"))
    assert sorted(_kinds(insertion)[:2]) == ["first", "paper"]
    insertion, _ = _put_in(NEAR, driving, ("tip", "north"), ("bin", "first"), ("tip", "south"))
    assert _kinds(insertion)[0] == "near"


def test_a_truck_with_another_fraction_aboard_unloads_before_it_takes_a_load_of_its_own() -> None:
    both = {"rest": Capacity(litres=310, kg=40, compaction=1), "paper": Capacity(litres=310, kg=40, compaction=1)}
    loaded = truck("a", start_s=8 * HOUR, capacities=both, aboard={"paper": Load(litres=300, kg=30)})
    assert _kinds(_put_in(NEAR, loaded)[0]) == ["near", "south"]
    full = truck("a", start_s=8 * HOUR, capacities=both, aboard={"rest": Load(litres=300, kg=30)})
    assert _put_in(NEAR, full)[0] is None


def test_a_bin_that_no_two_loads_leave_room_for_is_taken_alone_by_an_empty_truck_only() -> None:
    large = candidate("large", load=Load(litres=500, kg=50))
    small = {"rest": Capacity(litres=400, kg=400, compaction=1)}
    assert _kinds(_put_in(large, truck("a", start_s=8 * HOUR, capacities=small))[0]) == ["large", "south"]
    carrying = truck("a", start_s=8 * HOUR, capacities=small, aboard={"rest": Load(litres=1, kg=1)})
    assert _put_in(large, carrying)[0] is None
    assert _kinds(_put_in(large, carrying, ("tip", "south"))[0])[:2] == ["south", "large"]
