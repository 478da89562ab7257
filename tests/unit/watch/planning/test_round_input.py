"""A round keeps its day once it is planned, waits for tomorrow only where that helps, and shares vehicles only where it must."""

from dataclasses import replace
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from config.plan import load_plan
from config.sections.planning_settings import Planning
from domain.local_time import LocalDay
from domain.waste.rounds.booking import Booking
from domain.waste.rounds.round_plan import RoundPlan, Stop, VehicleRoute
from domain.waste.rounds.round_problem import RoundRequest
from domain.waste.routing.fleet import Capacity, Fleet, Place, Vehicle
from domain.waste.routing.plan import Load, Plan, RoutingProblem, Unserved
from storage.state.waste.pickups import Pickup
from tests.unit.watch.planning.seeded_town import candidate, truck
from watch.planning.round_input import RoundInput, plan_request

HOUR = 3600
OSLO = ZoneInfo("Europe/Oslo")
DAY = LocalDay(date(2026, 2, 4))
EIGHT = DAY.at(8 * HOUR)
DEPOT = Place(id="d", lat=60.0, lon=11.0)
FLEET = Fleet(
    depots=(DEPOT,),
    vehicles=(Vehicle(id="a", depot="d", capacities={"rest": Capacity(litres=9, kg=9)}, shift_start_s=6 * HOUR, shift_end_s=14 * HOUR),),
)
PLANNED = RoundPlan(distance_source="straight_line")


def round_input(
    *, plan: RoundPlan | None = None, events: list[Any] | None = None, not_before: int = 0, departure: int = EIGHT
) -> RoundInput:
    pickup = Pickup(
        id="p", seq=1, state="planning", trigger_id=None, created_at=EIGHT, departure=departure, changed_at=EIGHT, next_stop=1,
        request=RoundRequest(bins=(), not_before=not_before), plan=plan,
    )  # fmt: skip
    return RoundInput(pickup=pickup, fleet=FLEET, events=events or [], earlier=None)


def test_a_round_leaves_no_earlier_than_now_than_asked_for_and_than_its_day() -> None:
    assert round_input().not_before(EIGHT, OSLO) == EIGHT
    assert round_input(not_before=EIGHT + 5).not_before(EIGHT, OSLO) == EIGHT + 5
    tomorrow = DAY.at(32 * HOUR)
    assert round_input(plan=PLANNED, departure=tomorrow).not_before(EIGHT, OSLO) == DAY.at(24 * HOUR)
    assert round_input(plan=PLANNED, departure=EIGHT).not_before(EIGHT, OSLO) == EIGHT
    assert round_input(plan=PLANNED, departure=tomorrow, events=["set out"]).not_before(EIGHT, OSLO) == EIGHT


def problem(*, start_h: float = 6, booked_s: int = 0, required: bool = True) -> RoutingProblem:
    driving = truck("a", start_s=round(start_h * HOUR), end_s=14 * HOUR, booked_s=booked_s)
    return RoutingProblem(day_start=DAY.at(0), candidates=(candidate("b", required=required),), trucks=(driving,), unloading_sites=())


def left_out(short: float | None, constraint: str = "shift") -> Plan:
    unserved = Unserved(bin_id="b", constraint=constraint, why="", short=short, unit="min")  # type: ignore[arg-type]
    return Plan(routes=(), unserved=(unserved,), distance_source="straight_line")


NEXT_DAY = DAY.at(0) + 25 * HOUR * 1000  # an hour more, as a day may have


@pytest.mark.parametrize(
    ("start_h", "short", "waits"),
    [(8, 120.0, True), (8, 120.1, False), (7.01, 1.0, True), (7, 1.0, False), (8, None, True), (6, 1.0, False)],
)
def test_a_round_waits_for_the_next_day_where_that_shift_is_long_enough(start_h: float, short: float | None, waits: bool) -> None:
    waited = round_input().tomorrow(left_out(short), problem(start_h=start_h))
    assert waited == (NEXT_DAY if waits else None)


def test_a_round_does_not_wait_for_bins_that_may_wait_or_are_left_out_for_another_reason() -> None:
    assert round_input().tomorrow(left_out(1.0), problem(start_h=8, required=False)) is None
    assert round_input().tomorrow(left_out(1.0, "capacity_l"), problem(start_h=8)) is None
    assert round_input().tomorrow(Plan(routes=(), unserved=(), distance_source="straight_line"), problem(start_h=8)) is None


def test_a_round_that_has_set_out_is_planned_or_was_asked_for_later_does_not_wait() -> None:
    args = left_out(1.0), problem(start_h=8)
    assert round_input().tomorrow(*args) == NEXT_DAY
    assert round_input(events=["set out"]).tomorrow(*args) is None
    assert round_input(plan=PLANNED).tomorrow(*args) is None
    assert round_input(not_before=EIGHT).tomorrow(*args) == NEXT_DAY
    assert round_input(not_before=EIGHT + 1).tomorrow(*args) is None


def test_vehicles_that_other_rounds_have_booked_are_reason_enough_to_wait() -> None:
    assert round_input().tomorrow(left_out(None), problem(booked_s=60)) == NEXT_DAY
    assert round_input().tomorrow(left_out(None), problem()) is None


@pytest.mark.parametrize(("booked_s", "short", "shares"), [(600, 10.0, True), (600, 10.1, False), (600, None, True), (0, None, False)])
def test_booked_vehicles_are_shared_where_their_time_would_reach_what_must_be_reached(
    booked_s: int, short: float | None, shares: bool
) -> None:
    before = round_input()
    assert before.sharing(left_out(short), problem(booked_s=booked_s)) == (replace(before, shares_vehicles=True) if shares else None)


def test_without_trucks_there_is_nothing_to_wait_for_or_to_share() -> None:
    none = replace(problem(), trucks=())
    assert (round_input().tomorrow(left_out(1.0), none), round_input().sharing(left_out(1.0), none)) == (None, None)


def planned(*bins: str) -> RoundPlan:
    stops = tuple(
        Stop(stop_id=name, bin_id=name, lat=60, lon=11, fraction="rest", load=Load(), eta=EIGHT, required=True, reason="full")
        for name in bins
    )
    route = VehicleRoute(vehicle="a", depot=DEPOT, start=EIGHT, end=EIGHT, metres=1, stops=stops, tips=())
    return RoundPlan(distance_source="straight_line", routes=(route,))


def test_a_search_begins_from_the_rounds_own_plan_or_else_from_the_round_before() -> None:
    earlier = replace(round_input(plan=planned("x", "y")).pickup, id="earlier")
    for before, warm in (
        (round_input(), {}),
        (replace(round_input(), earlier=earlier), {"a": ("x", "y")}),
        (replace(round_input(plan=planned("b")), earlier=earlier), {"a": ("b",)}),
    ):
        assert plan_request(before, load_plan(), Planning(), EIGHT).warm == warm


def test_vehicles_that_others_have_booked_are_taken_only_where_they_are_shared() -> None:
    booking = Booking(vehicle="a", pickup_id="other", start=EIGHT, end=EIGHT + 2 * HOUR * 1000)
    booked = replace(round_input(), bookings=(booking,))
    starts = [
        plan_request(input_, load_plan(), Planning(), EIGHT).problem.trucks[0].start_s // HOUR
        for input_ in (booked, replace(booked, shares_vehicles=True))
    ]
    assert starts == [10, 8]
