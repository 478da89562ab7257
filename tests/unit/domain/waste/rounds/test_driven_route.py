"""What was driven is what the crew reported, whatever the plan meant."""

from dataclasses import replace

from domain.waste.rounds.driven_route import DrivenRoute, driven_route, whole
from domain.waste.rounds.round_plan import Stop, VehicleRoute
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

MINUTE = 60_000
DEPOT = Place(id="depot", lat=60.0, lon=11.0)


def stop(name: str, litres: float) -> Stop:
    return Stop(
        stop_id=name, bin_id=f"bin-{name}", lat=60.0, lon=11.0, fraction="rest", load=Load(litres=litres, kg=1.0), eta=0, required=True,
        reason="full",
    )  # fmt: skip


STOPS = (stop("a", 600.0), stop("b", 500.0), stop("c", 400.0))
ROUTE = VehicleRoute(vehicle="t1", depot=DEPOT, start=0, end=90 * MINUTE, metres=12_000, stops=STOPS, tips=())
EVENTS = [
    StopEvent(type="emptied", time=12 * MINUTE, stop_id="a"),
    StopEvent(type="could_not", time=20 * MINUTE, stop_id="b", reason="blocked"),
    StopEvent(type="emptied", time=25 * MINUTE, stop_id="c"),
    StopEvent(type="tipped", time=40 * MINUTE, vehicle="t1"),
    StopEvent(type="tipped", time=80 * MINUTE, vehicle="t2"),
]


def driven(events: list[StopEvent]) -> DrivenRoute | None:
    return driven_route(ROUTE, stop_outcomes(events), events)


def test_it_lasts_from_the_first_report_to_the_last_and_holds_what_was_emptied() -> None:
    found = driven(EVENTS)
    assert found == DrivenRoute(start=12 * MINUTE, end=40 * MINUTE, emptied=2, could_not=1, litres=1000.0)
    assert found.minutes == 28


def test_what_was_taken_back_was_not_driven_and_nothing_reported_is_no_figure() -> None:
    undone = [EVENTS[0], StopEvent(type="undo", time=13 * MINUTE, stop_id="a")]
    assert driven(undone) is None
    assert driven([]) is None
    assert whole([driven([]), None]) is None


def test_several_trucks_together_last_as_long_as_the_last_of_them() -> None:
    one = driven(EVENTS)
    assert one
    other = replace(one, start=5 * MINUTE, end=30 * MINUTE, litres=50.0)
    assert whole([one, None, other]) == DrivenRoute(start=5 * MINUTE, end=40 * MINUTE, emptied=4, could_not=2, litres=1050.0)
