"""A battery's days are told only where its charge surely falls."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import DAY
from domain.sensors.battery import Battery, DaysLeft, days_left

WEEK = 7 * DAY


def falling(first: float, by: float, weeks: int, start: int = 0) -> list[tuple[int, float]]:
    return [((start + n) * WEEK, first - n * by) for n in range(weeks)]


def test_a_charge_that_falls_one_per_cent_a_week_lasts_as_many_weeks_as_it_has_per_cent() -> None:
    assert days_left(Battery(percent=60), falling(71, 1, 12)) == DaysLeft(days=420, least=420, most=420)


def test_an_uneven_fall_has_an_interval_round_what_is_likely() -> None:
    left = days_left(
        Battery(percent=60), list(zip(range(0, 12 * WEEK, WEEK), [71, 72, 67, 70, 66, 68, 63, 66, 64, 61, 62, 60], strict=True))
    )
    assert isinstance(left, DaysLeft)
    assert left.least < left.days < left.most


@pytest.mark.parametrize(
    ("battery", "weeks", "why"),
    [
        (Battery(), [], "not_reported"),
        (Battery(says_low=False), [], "not_reported"),
        (Battery(volts=3.6), [], "only_voltage"),
        (Battery(percent=60), falling(65, 1, 5), "too_short"),
        (Battery(percent=60), falling(60, 0, 12), "no_fall"),
        (Battery(percent=90), [*falling(20, 1, 8), *falling(100, 1, 5, 8)], "too_short"),  # a new battery
    ],
)
def test_what_the_data_do_not_carry_is_named(battery: Battery, weeks: list[tuple[int, float]], why: str) -> None:
    assert days_left(battery, weeks) == why


def test_only_the_weeks_since_the_battery_was_replaced_count() -> None:
    weeks = [*falling(50, 5, 6), *falling(100, 1, 8, 6)]
    assert days_left(Battery(percent=93), weeks) == DaysLeft(days=651, least=651, most=651)


@pytest.mark.parametrize(
    ("battery", "is_low"),
    [
        (Battery(percent=20), False),
        (Battery(percent=19.9), True),
        (Battery(volts=2.8), False),
        (Battery(volts=2.79), True),
        (Battery(percent=90, says_low=True), True),
        (Battery(percent=90, volts=2.0), False),  # the sensor knows its cell
        (Battery(), False),
    ],
)
def test_a_low_battery_is_one_of_which_a_fifth_is_left_or_that_says_so(battery: Battery, *, is_low: bool) -> None:
    assert battery.is_low is is_low


@given(st.floats(0, 100), st.lists(st.floats(0, 100), max_size=13))
def test_no_history_makes_a_battery_last_less_than_nothing_or_more_than_ten_years(percent: float, weeks: list[float]) -> None:
    left = days_left(Battery(percent=percent), [(n * WEEK, value) for n, value in enumerate(weeks)])
    assert isinstance(left, str) or 0 <= left.least <= left.days <= left.most <= 3650
