"""An extra stop joins the plan at its time, leaves it when it is undone, and never moves an unloading to other stops."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.rounds.extra_stop import EXTRA, with_extra_stop, without_undone_extras
from domain.waste.rounds.round_plan import RoundPlan, Stop, Unloading, VehicleRoute
from domain.waste.rounds.stop_state import StopOutcome
from domain.waste.routing.fleet import Place
from domain.waste.routing.plan import Load

DEPOT = Place(id="d", lat=60, lon=11)


def stop(stop_id: str, eta: int, reason: str = "full") -> Stop:
    return Stop(stop_id=stop_id, bin_id=f"b{stop_id}", lat=60, lon=11, fraction="rest", load=Load(), eta=eta, required=True, reason=reason)


def route(*stops: Stop, vehicle: str = "v", tips: tuple[tuple[int, int], ...] = ()) -> VehicleRoute:
    unloadings = tuple(Unloading(place=DEPOT, eta=eta, after=after) for eta, after in tips)
    return VehicleRoute(vehicle=vehicle, depot=DEPOT, start=0, end=99, metres=1, stops=stops, tips=unloadings)


def plan(*routes: VehicleRoute) -> RoundPlan:
    return RoundPlan(distance_source="straight_line", routes=routes)


def order(made: RoundPlan) -> list[str]:
    return [visit.stop_id if isinstance(visit, Stop) else f"tip {visit.eta}" for visit in made.routes[0].itinerary]


PLAN = plan(route(stop("s1", 10), stop("s2", 20), stop("s3", 40), tips=((30, 2), (50, 3))), route(stop("s4", 10), vehicle="w"))


@pytest.mark.parametrize(
    ("eta", "expected"),
    [
        (5, ["s9", "s1", "s2", "tip 30", "s3", "tip 50"]),
        (10, ["s1", "s9", "s2", "tip 30", "s3", "tip 50"]),
        (25, ["s1", "s2", "s9", "tip 30", "s3", "tip 50"]),
        (30, ["s1", "s2", "tip 30", "s9", "s3", "tip 50"]),
        (45, ["s1", "s2", "tip 30", "s3", "s9", "tip 50"]),
        (60, ["s1", "s2", "tip 30", "s3", "tip 50", "s9"]),
    ],
)
def test_an_extra_stop_comes_at_its_time_and_before_the_unloading_that_follows_it(eta: int, expected: list[str]) -> None:
    made = with_extra_stop(PLAN, "v", stop("s9", eta, EXTRA))
    assert order(made) == expected
    assert made.routes[1] == PLAN.routes[1]


@given(st.integers(0, 99))
def test_an_extra_that_is_undone_leaves_the_plan_as_it_was(eta: int) -> None:
    assert without_undone_extras(with_extra_stop(PLAN, "v", stop("s9", eta, EXTRA)), {"s9": StopOutcome()}) == PLAN


def test_only_extras_that_nobody_reports_any_more_leave_the_plan() -> None:
    extras = plan(route(stop("s1", 10), stop("s8", 20, EXTRA), stop("s9", 30, EXTRA), tips=((25, 2), (40, 3))))
    kept = without_undone_extras(extras, {"s8": StopOutcome(state="emptied", time=20), "s9": StopOutcome()})
    assert order(kept) == ["s1", "s8", "tip 25", "tip 40"]
    assert order(without_undone_extras(extras, {"s9": StopOutcome(state="could_not", time=30)})) == ["s1", "tip 25", "s9", "tip 40"]
