"""A truck leaves within its shift, by the half hour: nobody is told to leave when none drives."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import DAY
from domain.local_time import TOWN, local
from domain.waste.routing.fleet import Capacity, Fleet, Place, Vehicle
from domain.waste.routing.last_departure import last_departure

HOUR_S = 3600
ROOM = {"rest": Capacity(litres=1000, kg=1000)}


def truck(name: str, start: float, end: float) -> Vehicle:
    return Vehicle(id=name, depot="d", capacities=ROOM, shift_start_s=round(start * HOUR_S), shift_end_s=round(end * HOUR_S))


FLEET = Fleet(depots=(Place(id="d", lat=60.0, lon=11.0),), vehicles=(truck("a", 7, 15), truck("b", 6, 14)))


def at(text: str) -> int:
    return round(datetime.fromisoformat(text).replace(tzinfo=TOWN).timestamp() * 1000)


@pytest.mark.parametrize(
    ("until", "leaves"),
    [
        ("2026-12-01T21:48", "2026-12-01T14:30"),
        ("2026-12-01T14:30", "2026-12-01T14:30"),
        ("2026-12-01T14:29", "2026-12-01T14:00"),
        ("2026-12-01T06:10", "2026-12-01T06:00"),
        ("2026-12-01T05:59", "2026-11-30T14:30"),
        ("2026-12-06T12:00", "2026-12-04T14:30"),  # a Sunday
    ],
)
def test_it_is_the_last_half_hour_of_a_shift_before_the_deadline(until: str, leaves: str) -> None:
    assert last_departure(FLEET, at(until)) == at(leaves)


def test_without_trucks_the_deadline_stands() -> None:
    assert last_departure(Fleet(), at("2026-12-01T21:48")) == at("2026-12-01T21:48")


@given(st.integers(min_value=at("2026-01-01T00:00"), max_value=at("2027-01-01T00:00")))
def test_it_never_lies_after_the_deadline_nor_outside_a_shift(until: int) -> None:
    leaves = last_departure(FLEET, until)
    assert until - 4 * DAY < leaves <= until
    assert 6 <= local(leaves).hour < 15
    assert local(leaves).weekday() < 5
