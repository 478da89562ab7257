"""A bin is sent for on the truck days on which what is known of it says that it must not wait, and on no others."""

from domain.dryrun.sensing.sight import FullSight, called, waits_of
from tests.unit.domain.dryrun.small_town import steady

DAYS = 60


def days_called(truck_days: range, stood: tuple[int, int], above: float = 0.0) -> list[int]:
    filling, waits = steady(0.3, DAYS), waits_of(truck_days, stood, DAYS)
    return [*called(filling, stood[0], waits, FullSight(fillings=[filling], above=above).outlook(0, waits))]


def test_with_the_future_known_a_bin_is_emptied_on_the_last_day_before_it_overflows() -> None:
    assert days_called(range(DAYS), (0, DAYS))[:3] == [3, 6, 9]
    assert days_called(range(DAYS), (0, DAYS), above=0.25)[:3] == [4, 8, 12]


def test_a_bin_is_called_on_truck_days_alone_and_never_before_or_after_it_stood_there() -> None:
    days = days_called(range(0, DAYS, 2), (10, 50))
    assert days
    assert all(day % 2 == 0 and 10 < day < 50 for day in days)


def test_a_bin_waits_for_the_next_truck_day_also_where_it_no_longer_stands_there_on_it() -> None:
    assert waits_of([5, 10, 15, 20], (5, 15), DAYS) == [(10, 15)]
    assert waits_of([5, 10, 15, 20], (5, 21), DAYS) == [(10, 15), (15, 20), (20, DAYS)]
    assert waits_of([5, 10], (20, 30), DAYS) == []
