"""A fleet sets out on its days and in its shifts, by the town's clocks, also in summer."""

from datetime import date
from zoneinfo import ZoneInfo

from domain.local_time import LocalDay, day_of
from domain.waste.routing.collection_day import departure
from domain.waste.routing.fleet import Capacity, Fleet, Place, Vehicle

OSLO = ZoneInfo("Europe/Oslo")
FRIDAY = LocalDay(date(2026, 2, 6), OSLO)
TRUCK = Vehicle(id="v", depot="d", capacities={"rest": Capacity(litres=1, kg=1)}, shift_start_s=6 * 3600, shift_end_s=14 * 3600)
FLEET = Fleet(depots=(Place(id="d", lat=60, lon=11),), vehicles=(TRUCK,))


def test_a_time_of_day_is_the_clocks_in_winter_in_summer_and_at_midnight() -> None:
    assert FRIDAY.at(6 * 3600) == 1_770_354_000_000  # 05:00 UTC
    assert LocalDay(date(2026, 7, 1), OSLO).at(6 * 3600) == 1_782_878_400_000  # 04:00 UTC
    assert FRIDAY.at(86_400) == LocalDay(date(2026, 2, 7), OSLO).at(0)
    assert day_of(FRIDAY.at(0), OSLO) == FRIDAY


def test_a_day_is_that_of_its_zone() -> None:
    tokyo = LocalDay(date(2026, 2, 6), ZoneInfo("Asia/Tokyo"))
    assert tokyo.at(0) == FRIDAY.at(0) - 8 * 3_600_000
    assert day_of(FRIDAY.at(17 * 3600), tokyo.zone).date == date(2026, 2, 7)


def test_before_the_shift_it_begins_with_it_within_it_at_once_and_after_it_on_the_next_collection_day() -> None:
    begins, ends = FRIDAY.at(6 * 3600), FRIDAY.at(14 * 3600)
    assert departure(FLEET, begins - 1, OSLO) == begins
    assert departure(FLEET, begins + 1, OSLO) == begins + 1
    assert departure(FLEET, ends - 1, OSLO) == ends - 1
    assert departure(FLEET, ends, OSLO) == LocalDay(date(2026, 2, 9), OSLO).at(6 * 3600), "over the weekend"


def test_a_fleet_without_vehicles_or_days_never_drives() -> None:
    assert departure(Fleet(), 7, OSLO) == 7
    assert departure(Fleet(depots=FLEET.depots, vehicles=(TRUCK,), collection_days=frozenset()), 7, OSLO) == 7
