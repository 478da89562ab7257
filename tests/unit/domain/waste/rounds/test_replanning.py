"""A new plan keeps what has happened, gives no id twice, and drops only the stops that it does not visit."""

from domain.waste.rounds.replanning import bins_to_visit, cut_short, driven_so_far, round_plan, visited_bins
from domain.waste.rounds.round_plan import RoundPlan, Stop, Unloading, VehicleRoute
from domain.waste.rounds.round_problem import RequestedBin
from domain.waste.rounds.stop_state import StopOutcome
from domain.waste.routing.distance import straight_metres
from domain.waste.routing.fleet import Capacity, Place, UnloadingSite
from domain.waste.routing.plan import Candidate, Detour, Load, Plan, Route, RoutingProblem, Truck, Visit
from tests.unit.domain.waste.rounds.planned_stop import planned_stop

FACTOR = 1.5
DEPOT = Place(id="d", lat=60.0, lon=11.0)
SITE = UnloadingSite(place=Place(id="tip:u", lat=60.5, lon=11.0), service_s=60)


def stop(number: int, *, eta: int | None = None) -> Stop:
    return planned_stop(number, lat=60 + number / 10, load=Load(litres=100, kg=10), eta=number * 100 if eta is None else eta)


def route(*stops: Stop, vehicle: str = "v", tips: tuple[tuple[int, int], ...] = ()) -> VehicleRoute:
    unloadings = tuple(Unloading(place=Place(id="u", lat=60.5, lon=11.0), eta=eta, after=after) for eta, after in tips)
    return VehicleRoute(vehicle=vehicle, depot=DEPOT, start=50, end=999, metres=7, stops=stops, tips=unloadings)


def before(*routes: VehicleRoute, dropped: tuple[Stop, ...] = ()) -> RoundPlan:
    return RoundPlan(distance_source="straight_line", routes=routes, dropped=dropped)


def emptied(*numbers: int, time: int = 500) -> dict[str, StopOutcome]:
    return {f"s{number}": StopOutcome(state="emptied", time=time + number) for number in numbers}


def candidate(number: int) -> Candidate:
    return Candidate(
        id=f"b{number}", lat=60 + number / 10, lon=11, fraction="rest", load=Load(), service_s=60, required=number != 5, reason="age"
    )


def problem(*vehicles: str) -> RoutingProblem:
    home = Place(id="depot:d", lat=60.0, lon=11.0)
    trucks = tuple(
        Truck(vehicle=name, start=home, depot=home, capacities={"rest": Capacity(litres=9, kg=9)}, start_s=0, end_s=9999, aboard={})
        for name in vehicles
    )
    return RoutingProblem(day_start=1_000_000, candidates=tuple(candidate(n) for n in range(1, 6)), trucks=trucks, unloading_sites=(SITE,))


def made(*visits: tuple[str, int], vehicle: str = "v", metres: int = 10_000) -> Plan:
    own = tuple(
        Visit(kind="tip" if name == "u" else "bin", id=name, arrive_s=at, leave_s=at + 60, marginal_m=-1 if name == "b1" else at)
        for name, at in visits
    )
    drive = Route(vehicle=vehicle, visits=own, metres=metres, start_s=5, end_s=900)
    return Plan(routes=(drive,), unserved=(), distance_source="osrm", notes=("n",), optional=Detour(metres=1, seconds=2))


def test_the_first_plan_gives_each_bin_a_stop_and_each_unloading_its_place() -> None:
    plan, next_stop = round_plan(made(("b1", 10), ("u", 20), ("b5", 30)), problem("v"), None, {}, next_stop=1, detour_factor=FACTOR)
    (own,) = plan.routes
    assert [(stop.stop_id, stop.bin_id, stop.eta, stop.required, stop.marginal_m) for stop in own.stops] == [
        ("s1", "b1", 1_010_000, True, 0),
        ("s2", "b5", 1_030_000, False, 30),
    ]
    assert [(tip.place.id, tip.eta, tip.after) for tip in own.tips] == [("u", 1_020_000, 1)]
    assert (own.depot, own.start, own.end, own.metres) == (DEPOT, 1_005_000, 1_900_000, 10_000)
    assert (next_stop, plan.dropped, plan.notes, plan.optional) == (3, (), ("n",), Detour(metres=1, seconds=2))


def test_a_stop_that_is_planned_again_keeps_its_id_and_others_are_dropped_but_stay_known() -> None:
    earlier = before(route(stop(1), stop(2), stop(3)), dropped=(stop(4),))
    plan, next_stop = round_plan(made(("b2", 10), ("b4", 20), ("b5", 30)), problem("v"), earlier, {}, next_stop=7, detour_factor=FACTOR)
    assert {stop.bin_id: stop.stop_id for stop in plan.stops} == {"b2": "s2", "b4": "s4", "b5": "s7"}
    assert [stop.stop_id for stop in plan.dropped] == ["s1", "s3"]
    assert next_stop == 8


def test_what_is_settled_stays_first_as_it_happened_with_the_metres_behind_it() -> None:
    earlier = before(route(stop(1), stop(2), stop(3), tips=((150, 1), (250, 2), (350, 3))))
    plan, _ = round_plan(made(("b3", 10)), problem("v"), earlier, emptied(2, 1, time=300), next_stop=4, detour_factor=FACTOR)
    (own,) = plan.routes
    assert [(stop.stop_id, stop.eta) for stop in own.stops] == [("s1", 301), ("s2", 302), ("s3", 1_010_000)]
    assert [(tip.eta, tip.after) for tip in own.tips] == [(150, 1)], "an unloading before the last settled stop is behind the truck"
    assert own.start == 50
    behind = straight_metres(DEPOT, stop(1).place) + straight_metres(stop(1).place, stop(2).place)
    assert own.metres == 10_000 + round(behind * FACTOR)
    assert plan.dropped == ()


def test_a_bin_that_a_full_truck_left_gets_another_stop() -> None:
    left = {"s1": StopOutcome(state="could_not", reason="truck_full", time=300)}
    plan, next_stop = round_plan(made(("b1", 10)), problem("v"), before(route(stop(1))), left, next_stop=2, detour_factor=FACTOR)
    assert [(stop.stop_id, stop.bin_id) for stop in plan.stops] == [("s1", "b1"), ("s2", "b1")]
    assert next_stop == 3


def test_a_vehicle_with_nothing_left_drives_home_and_one_that_never_set_out_is_not_in_the_plan() -> None:
    earlier = before(route(stop(1)), route(stop(2), vehicle="w"))
    plan, _ = round_plan(made(("b3", 10), vehicle="x"), problem("x"), earlier, emptied(1), next_stop=4, detour_factor=FACTOR)
    assert [own.vehicle for own in plan.routes] == ["x", "v"]
    home = plan.routes[1]
    there_and_back = 2 * round(straight_metres(DEPOT, stop(1).place) * FACTOR)
    assert (home.end, home.metres) == (501, there_and_back)
    assert [stop.stop_id for stop in plan.dropped] == ["s2"]


def test_settled_bins_need_no_visit_unless_a_full_truck_left_them() -> None:
    plan = before(route(stop(1), stop(2), stop(3)), dropped=(stop(4),))
    outcomes = {
        **emptied(1, 4),
        "s2": StopOutcome(state="could_not", reason="truck_full", time=9),
        "s3": StopOutcome(),
    }
    assert visited_bins(plan, outcomes) == {"b1", "b4"}
    requested = [
        RequestedBin(bin_id=f"b{n}", lat=60, lon=11, fraction="rest", litres=1, kg=1, required=True, reason="full") for n in range(1, 5)
    ]
    assert [bin_.bin_id for bin_ in bins_to_visit(requested, plan, outcomes)] == ["b2", "b3"]
    assert bins_to_visit(requested, None, {}) == requested


def test_a_route_that_was_called_off_ends_at_its_last_stop_and_one_that_never_began_is_empty() -> None:
    own = route(stop(1), stop(2))
    short = cut_short(own, emptied(1), FACTOR)
    assert ([stop.stop_id for stop in short.stops], short.end) == (["s1"], 501)
    assert short.metres == 2 * round(straight_metres(DEPOT, stop(1).place) * FACTOR)
    assert cut_short(own, {}, FACTOR).stops == ()


def test_a_route_under_way_counts_until_its_last_settled_stop_and_one_that_never_began_as_nothing() -> None:
    whole = route(stop(1), stop(2), stop(3), tips=((150, 1), (250, 2)))
    driven = driven_so_far(whole, emptied(1, 2), FACTOR)
    way = straight_metres(DEPOT, stop(1).place) + straight_metres(stop(1).place, stop(2).place)
    assert (driven.end, driven.metres, [each.stop_id for each in driven.stops]) == (502, round(way * FACTOR), ["s1", "s2"])
    assert [tip.after for tip in driven.tips] == [1]
    nothing = driven_so_far(whole, {}, FACTOR)
    assert (nothing.stops, nothing.tips, nothing.end) == ((), (), whole.end)


def test_stops_that_were_settled_in_another_order_stand_as_they_happened() -> None:
    outcomes = {"s1": StopOutcome(state="emptied", time=900), "s2": StopOutcome(state="emptied", time=700)}
    assert [each.stop_id for each in driven_so_far(route(stop(1), stop(2)), outcomes, FACTOR).stops] == ["s2", "s1"]


def test_a_route_that_was_called_off_after_several_stops_goes_home_from_the_last_of_them() -> None:
    short = cut_short(route(stop(1), stop(2), stop(3)), emptied(1, 2), FACTOR)
    assert (short.end, [own.stop_id for own in short.stops]) == (502, ["s1", "s2"])
    north = straight_metres(DEPOT, Place(id="n", lat=60.2, lon=11.0))
    assert abs(short.metres - 2 * north * FACTOR) <= 1, "up to the second and back"
