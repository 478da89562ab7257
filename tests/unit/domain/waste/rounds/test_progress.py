"""How far a round is follows from what was reported, and a truck is where it was last heard of, with what it carries."""

from dataclasses import replace

from domain.waste.rounds.progress import progress, vehicle_positions
from domain.waste.rounds.round_plan import RoundPlan, Stop, Unloading, VehicleRoute
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load
from tests.unit.domain.waste.rounds.planned_stop import planned_stop

TIP = Place(id="tip", lat=60.5, lon=11.5)


def stop(number: int) -> Stop:
    return planned_stop(number, lat=60 + number / 100, load=Load(litres=100 * number, kg=10 * number), eta=number)


ROUTE = VehicleRoute(
    vehicle="v",
    depot=Place(id="d", lat=60, lon=11),
    start=0,
    end=99,
    metres=1,
    stops=(stop(1), stop(2)),
    tips=(Unloading(place=TIP, eta=9, after=2),),
)
PLAN = RoundPlan(distance_source="straight_line", routes=(ROUTE,))


def emptied(number: int, time: int) -> StopEvent:
    return StopEvent(type="emptied", time=time, stop_id=f"s{number}", vehicle="v")


def test_a_round_is_planned_under_way_and_done() -> None:
    ids = ["s1", "s2"]
    assert progress(ids, []) == "planned"
    assert progress(ids, [emptied(1, 5)]) == "under_way"
    assert progress(ids, [emptied(1, 5), emptied(2, 6)]) == "done"
    assert progress(ids, [emptied(1, 5), StopEvent(type="undo", time=6, stop_id="s1")]) == "planned"
    assert progress(ids, [StopEvent(type="tipped", time=6, vehicle="v")]) == "under_way"
    assert progress([], []) == "planned"


def test_a_truck_that_has_not_begun_stands_nowhere() -> None:
    assert vehicle_positions(PLAN, []) == {}
    assert vehicle_positions(None, []) == {}


def test_a_truck_stands_at_its_last_stop_with_what_it_emptied_and_not_with_what_it_could_not() -> None:
    events = [emptied(2, 5), StopEvent(type="could_not", reason="blocked", time=7, stop_id="s1", vehicle="v")]
    position = vehicle_positions(PLAN, events)["v"]
    assert (position.place.id, position.since, position.aboard) == ("b1", 7, {"rest": Load(litres=200, kg=20)})


def test_a_truck_that_has_tipped_stands_there_empty() -> None:
    position = vehicle_positions(PLAN, [emptied(1, 5), emptied(2, 6), StopEvent(type="tipped", time=8, vehicle="v")])["v"]
    assert (position.place, position.since, position.aboard) == (TIP, 8, {})


def test_what_was_emptied_before_a_truck_unloaded_is_not_aboard_and_what_came_after_is() -> None:
    unloaded = StopEvent(type="tipped", time=6, vehicle="v")
    same_moment = vehicle_positions(PLAN, [emptied(1, 6), unloaded])["v"]
    assert (same_moment.place, same_moment.aboard) == (TIP, {})
    after = vehicle_positions(PLAN, [emptied(1, 5), unloaded, emptied(2, 7)])["v"]
    assert (after.place.id, after.since, after.aboard) == ("b2", 7, {"rest": Load(litres=200, kg=20)})
    both = vehicle_positions(PLAN, [emptied(1, 5), emptied(2, 7)])["v"]
    assert both.aboard == {"rest": Load(litres=300, kg=30)}


def test_a_truck_unloads_where_its_route_leads_to_after_so_many_stops() -> None:
    near, far = Place(id="near", lat=60.1, lon=11), Place(id="far", lat=60.9, lon=11)
    tips = (Unloading(place=near, eta=2, after=1), Unloading(place=far, eta=9, after=2))
    plan = RoundPlan(distance_source="straight_line", routes=(replace(ROUTE, tips=tips),))
    unloaded = StopEvent(type="tipped", time=9, vehicle="v")
    assert [
        vehicle_positions(plan, [*events, unloaded])["v"].place for events in ([], [emptied(1, 5)], [emptied(1, 5), emptied(2, 6)])
    ] == [
        near,
        near,
        far,
    ]
    longer = RoundPlan(distance_source="straight_line", routes=(replace(ROUTE, tips=tips[:1]),))
    assert vehicle_positions(longer, [emptied(1, 5), emptied(2, 6), unloaded])["v"].place == near, "its last, where none follows"


def test_another_vehicles_unloading_moves_no_one_else() -> None:
    assert vehicle_positions(PLAN, [StopEvent(type="tipped", time=9, vehicle="w")]) == {}


def test_a_stop_is_found_in_the_plan_and_among_those_of_earlier_plans_and_its_vehicle_in_the_plan_alone() -> None:
    other = replace(ROUTE, vehicle="w", stops=(stop(3),))
    plan = replace(PLAN, routes=(ROUTE, other), dropped=(stop(4),))
    assert [stop_.bin_id if (stop_ := plan.stop(f"s{number}")) else None for number in range(1, 6)] == ["b1", "b2", "b3", "b4", None]
    assert [plan.vehicle_of(f"s{number}") for number in range(1, 6)] == ["v", "v", "w", None, None]
    assert [(booking.vehicle, booking.pickup_id, booking.start, booking.end) for booking in plan.booked_for("p")] == [
        ("v", "p", 0, 99),
        ("w", "p", 0, 99),
    ]
