"""Trucks leave on collection days at the start of the shift, and at once while a round still fits in."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.waste import load_waste
from domain.local_time import TOWN
from domain.waste.decision.departures import departures
from domain.waste.routing.collection_day import departure
from domain.waste.routing.fleet import Capacity, Fleet, Place, Vehicle

RULES = load_waste().decision
REST = {"rest": Capacity(litres=1, kg=1)}
TRUCK = Vehicle(id="t", depot="d", capacities=REST, shift_start_s=6 * 3600, shift_end_s=14 * 3600)
FLEET = Fleet(depots=(Place(id="d", lat=59, lon=10),), vehicles=(TRUCK,), collection_days=frozenset({0, 3}))


def moment(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=TOWN).timestamp() * 1000)


def found(at: str, fleet: Fleet = FLEET, fraction: str | None = "rest", count: int = 3) -> list[int]:
    return departures(moment(at), fleet, fraction, RULES, count=count)


def test_only_on_collection_days() -> None:
    assert found("2026-01-09T12:00") == [moment(f"2026-01-{day}T06:00") for day in ("12", "15", "19")]


def test_before_the_shift_it_begins_with_it() -> None:
    assert found("2026-01-12T05:59")[0] == moment("2026-01-12T06:00")


def test_within_the_shift_at_once_while_a_round_fits_in() -> None:
    assert found("2026-01-12T11:00")[:2] == [moment("2026-01-12T11:00"), moment("2026-01-15T06:00")]
    assert found("2026-01-12T11:01")[0] == moment("2026-01-15T06:00")


def test_a_fraction_that_no_vehicle_takes_goes_by_the_usual_hours() -> None:
    assert found("2026-01-12T05:00", fraction="glass")[0] == moment("2026-01-12T07:00")


def test_between_two_shifts_it_waits_for_the_second() -> None:
    early, late = replace(TRUCK, shift_end_s=10 * 3600), replace(TRUCK, id="late", shift_start_s=12 * 3600, shift_end_s=20 * 3600)
    fleet = replace(FLEET, vehicles=(early, late))
    assert found("2026-01-12T07:01", fleet)[0] == moment("2026-01-12T12:00")
    assert found("2026-01-12T07:00", fleet)[0] == moment("2026-01-12T07:00")


@pytest.mark.parametrize("fleet", [replace(FLEET, collection_days=frozenset()), Fleet(collection_days=frozenset())])
def test_a_fleet_without_collection_days_never_leaves(fleet: Fleet) -> None:
    assert found("2026-01-10T20:00", fleet) == []


def test_the_days_and_shifts_are_on_the_clocks_of_the_zone() -> None:
    rules = replace(RULES, zone=ZoneInfo("Europe/Helsinki"))
    at, leaves = moment("2026-01-11T23:30"), moment("2026-01-12T05:00")  # 06:00 in Helsinki
    assert departures(at, FLEET, "rest", rules, count=1) == [leaves]


@given(
    st.integers(min_value=1_767_222_000_000, max_value=1_798_758_000_000),
    st.frozensets(st.integers(min_value=0, max_value=6)),
    st.integers(min_value=0, max_value=23),
)
def test_the_decision_and_the_planner_name_the_same_departure(at: int, days: frozenset[int], starts: int) -> None:
    truck = replace(TRUCK, shift_start_s=starts * 3600, shift_end_s=(starts + 1) * 3600)
    fleet = replace(FLEET, vehicles=(truck,), collection_days=days)
    rules = replace(RULES, round_ms=1)
    assert departures(at, fleet, None, rules, count=1) == ([departure(fleet, at, TOWN)] if days else [])


def test_the_clock_stays_local_when_summer_time_begins() -> None:
    before, after = found("2026-03-26T05:00")[:2]
    assert (before, after) == (moment("2026-03-26T06:00"), moment("2026-03-30T06:00"))
    assert after - before == 4 * 86_400_000 - 3_600_000
