"""An old round comes to what it came to, and tells nobody which truck was where, when and in which order."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import HOUR, MINUTE
from domain.effects.driving import ReportedRound, driven_totals
from domain.waste.rounds.anonymised_round import ANONYMISED, AnonymisedRound, anonymised
from domain.waste.rounds.driven_route import driven_route
from domain.waste.rounds.round_plan import RoundPlan, Stop, Unloading, VehicleRoute
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

DEPOT = Place(id="depot", lat=60.0, lon=11.0)
STARTS, FACTOR = 6 * HOUR, 1.3
TIP = Unloading(place=Place(id="tip", lat=60.1, lon=11.1), eta=STARTS + HOUR, after=2)


def stop(name: str, number: int) -> Stop:
    return Stop(
        stop_id=f"s{number}", bin_id=name, lat=60 + number / 100, lon=11.0, fraction="rest", load=Load(litres=100.0 * number, kg=9.0),
        eta=STARTS + number * MINUTE, required=True, reason="full", marginal_m=300,
    )  # fmt: skip


def route(vehicle: str, *stops: Stop) -> VehicleRoute:
    return VehicleRoute(vehicle=vehicle, depot=DEPOT, start=STARTS, end=STARTS + 3 * HOUR, metres=9000, stops=stops, tips=(TIP,))


PLAN = RoundPlan(
    distance_source="straight_line",
    routes=(route("restbil-2", stop("d", 1), stop("a", 2), stop("c", 3)), route("restbil-1", stop("f", 4), stop("e", 5))),
    dropped=(stop("z", 9),),
    notes=("restbil-1 was not free",),
)
reports = st.builds(
    StopEvent,
    type=st.sampled_from(["emptied", "could_not", "undo"]),
    time=st.integers(STARTS - HOUR, STARTS + 5 * HOUR),
    stop_id=st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
    vehicle=st.just("restbil-1"),
)
unloadings = st.builds(StopEvent, type=st.just("tipped"), time=st.integers(STARTS, STARTS + 5 * HOUR), vehicle=st.just("restbil-2"))
histories = st.lists(reports | unloadings, max_size=20).map(lambda events: dict(enumerate(sorted(events, key=lambda event: event.time), 1)))


def after(old: AnonymisedRound, events: dict[int, StopEvent]) -> list[StopEvent]:
    """Return the reports that stay, as they then are."""
    return [replace(events[number], time=time, vehicle=None) for number, time in old.times.items()]


@given(events=histories, is_done=st.booleans(), is_cancelled=st.booleans())
def test_what_a_round_came_to_is_as_before(events: dict[int, StopEvent], is_done: bool, is_cancelled: bool) -> None:
    old = anonymised(PLAN, events, is_done=is_done, is_cancelled=is_cancelled, detour_factor=FACTOR)
    left = after(old, events)
    before, then = (
        ReportedRound(plan=plan, outcomes=stop_outcomes(reported), is_done=is_done, is_cancelled=is_cancelled)
        for plan, reported in ((PLAN, events.values()), (old.plan, left))
    )
    for start in (0, STARTS - HOUR, STARTS, STARTS + HOUR):
        assert driven_totals([before], start, 24 * HOUR, FACTOR) == driven_totals([then], start, 24 * HOUR, FACTOR)
    settled = {name: (outcome.state, outcome.reason) for name, outcome in before.outcomes.items() if outcome.state != "planned"}
    assert {name: (outcome.state, outcome.reason) for name, outcome in then.outcomes.items()} == settled


@given(events=histories)
def test_no_truck_no_order_and_no_time_of_a_stop_is_left(events: dict[int, StopEvent]) -> None:
    old = anonymised(PLAN, events, is_done=False, is_cancelled=False, detour_factor=FACTOR)
    assert "restbil" not in repr(old)
    assert [route.vehicle for route in old.plan.routes] == ["#1", "#2"]
    assert old.plan.notes == (ANONYMISED,)
    for kept in old.plan.routes:
        assert [stop.bin_id for stop in kept.stops] == sorted(stop.bin_id for stop in kept.stops)
        assert {(stop.eta, stop.marginal_m) for stop in kept.stops} == {(kept.start, 0)}
        assert kept.tips == ()
        times = [event.time for event in sorted(after(old, events), key=lambda event: event.bin_id or "") if kept_by(kept, event)]
        assert len(set(times)) <= 2


def kept_by(route: VehicleRoute, event: StopEvent) -> bool:
    return event.stop_id in {stop.stop_id for stop in route.stops}


def test_a_route_still_lasts_from_its_first_report_to_its_last() -> None:
    events = {
        1: StopEvent(type="emptied", time=STARTS + 5 * MINUTE, stop_id="s2", vehicle="restbil-2"),
        2: StopEvent(type="could_not", time=STARTS + 25 * MINUTE, stop_id="s1", reason="blocked", vehicle="restbil-2"),
        3: StopEvent(type="emptied", time=STARTS + 45 * MINUTE, stop_id="s3", vehicle="restbil-2"),
        4: StopEvent(type="tipped", time=STARTS + 90 * MINUTE, vehicle="restbil-2"),
    }
    old = anonymised(PLAN, events, is_done=True, is_cancelled=False, detour_factor=FACTOR)
    left = after(old, events)
    [kept] = (route for route in old.plan.routes if "s1" in {stop.stop_id for stop in route.stops})
    before = driven_route(PLAN.routes[0], stop_outcomes(events.values()), events.values())
    assert before is not None
    assert driven_route(kept, stop_outcomes(left), left) == before
    assert old.times == {1: STARTS + 5 * MINUTE, 3: STARTS + 90 * MINUTE, 2: STARTS + 90 * MINUTE}, "a, c and d: not the order driven"


def test_of_a_report_that_was_undone_the_one_before_it_stands() -> None:
    events = {
        7: StopEvent(type="emptied", time=STARTS, stop_id="s1"),
        8: StopEvent(type="could_not", time=STARTS + 1, stop_id="s1", reason="blocked"),
        9: StopEvent(type="undo", time=STARTS + 2, stop_id="s1"),
    }
    assert anonymised(PLAN, events, is_done=True, is_cancelled=False, detour_factor=FACTOR).times == {7: STARTS}
