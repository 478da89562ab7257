"""A fleet sets out on its days and in its shifts, by the town's clocks, also in summer."""

from datetime import date
from zoneinfo import ZoneInfo

from domain.waste.routing.collection_day import at_clock, day_of, departure, next_day
from domain.waste.routing.fleet import Capacity, Fleet, Place, Vehicle

OSLO = ZoneInfo("Europe/Oslo")
FRIDAY = date(2026, 2, 6)
TRUCK = Vehicle(id="v", depot="d", capacities={"rest": Capacity(litres=1, kg=1)}, shift_start_s=6 * 3600, shift_end_s=14 * 3600)
FLEET = Fleet(depots=(Place(id="d", lat=60, lon=11),), vehicles=(TRUCK,))


def test_a_time_of_day_is_the_clocks_in_winter_in_summer_and_at_midnight() -> None:
    assert at_clock(FRIDAY, 6 * 3600, OSLO) == 1_770_354_000_000  # 05:00 UTC
    assert at_clock(date(2026, 7, 1), 6 * 3600, OSLO) == 1_782_878_400_000  # 04:00 UTC
    assert at_clock(FRIDAY, 86_400, OSLO) == at_clock(date(2026, 2, 7), 0, OSLO)
    assert day_of(at_clock(FRIDAY, 0, OSLO), OSLO) == FRIDAY


def test_before_the_shift_it_begins_with_it_within_it_at_once_and_after_it_on_the_next_collection_day() -> None:
    begins, ends = at_clock(FRIDAY, 6 * 3600, OSLO), at_clock(FRIDAY, 14 * 3600, OSLO)
    assert departure(FLEET, begins - 1, OSLO) == begins
    assert departure(FLEET, begins + 1, OSLO) == begins + 1
    assert departure(FLEET, ends, OSLO) == at_clock(date(2026, 2, 9), 6 * 3600, OSLO), "over the weekend"


def test_a_fleet_without_vehicles_or_days_never_drives() -> None:
    assert next_day(Fleet(), 0, OSLO) is None
    assert departure(Fleet(), 7, OSLO) == 7
    assert next_day(Fleet(depots=FLEET.depots, vehicles=(TRUCK,), collection_days=frozenset()), 0, OSLO) is None
