"""How far a round is follows from what was reported, and a truck is where it was last heard of, with what it carries."""

from domain.waste.rounds.progress import progress, vehicle_positions
from domain.waste.rounds.round_plan import RoundPlan, Stop, Unloading, VehicleRoute
from domain.waste.rounds.stop_state import StopEvent
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

TIP = Place(id="tip", lat=60.5, lon=11.5)


def stop(number: int) -> Stop:
    load = Load(litres=100, kg=10)
    return Stop(
        stop_id=f"s{number}",
        bin_id=f"b{number}",
        lat=60 + number / 100,
        lon=11,
        fraction="rest",
        load=load,
        eta=number,
        required=True,
        reason="full",
    )


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
    found = vehicle_positions(PLAN, events)["v"]
    assert (found.place.id, found.since, found.aboard) == ("b1", 7, {"rest": Load(litres=100, kg=10)})


def test_a_truck_that_has_tipped_stands_there_empty() -> None:
    found = vehicle_positions(PLAN, [emptied(1, 5), emptied(2, 6), StopEvent(type="tipped", time=8, vehicle="v")])["v"]
    assert (found.place, found.since, found.aboard) == (TIP, 8, {})
