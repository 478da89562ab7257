"""A legal day's figures, from hours written out in the test."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.day import SiteDay, site_day, site_days_of
from domain.air.legal_day import start_of_day
from domain.air.windows import Grade, SiteHour
from domain.duration import DAY, HOUR

START = start_of_day(1_609_459_200_000)  # the legal 1 January 2021: 2020-12-31 23:00 UTC


def hour(n: int, mean: float, *, valid: bool = True, grade: Grade = Grade.REFERENCE) -> SiteHour:
    """The hour that begins `n` hours after the legal day."""
    return SiteHour(site="s", parameter="o3", start=START + n * HOUR, mean=mean, n=1, expected=1, valid=valid, sources=("a",), grade=grade)


def day(*hours: SiteHour) -> SiteDay:
    day_ = site_day("s", "o3", START, hours)
    assert day_ is not None
    return day_


@pytest.mark.parametrize(("n", "mean"), [(17, None), (18, 50.0), (24, 50.0)])
def test_a_daily_mean_needs_18_of_24_hours(n: int, mean: float | None) -> None:
    day_ = day(*[hour(i, 50.0) for i in range(n)])
    assert (day_.judged_day, day_.n, day_.mean, day_.as_window().valid) == (mean, n, 50.0, n >= 18)


def test_the_first_8_h_window_of_a_day_is_17_to_01_and_the_last_16_to_24() -> None:
    evening_before = [hour(n, 80.0) for n in range(-7, 0)]
    quiet_day = [hour(n, 0.0) for n in range(24)]
    assert day(*evening_before, *quiet_day).eight_hours == 80.0 * 7 / 8
    late = [hour(n, 80.0 if n >= 16 else 0.0) for n in range(-7, 24)]
    assert day(*late).eight_hours == 80.0
    beyond = [*late, hour(24, 800.0), hour(-8, 800.0)]
    assert day(*beyond) == day(*late)


@pytest.mark.parametrize(("first", "windows", "judged"), [(1, 18, 100.0), (2, 17, None)])
def test_the_daily_maximum_8_h_mean_needs_18_of_24_windows(first: int, windows: int, judged: float | None) -> None:
    # Without an hour before `first`, the first window with 6 hours ends 6 hours later.
    day_ = day(*[hour(n, 100.0) for n in range(first, 24)])
    assert (day_.windows, day_.judged_eight_hours) == (windows, judged)


def test_only_the_days_asked_for_are_told_though_hours_before_them_take_part() -> None:
    (asked,) = site_days_of("s", [START], [hour(n, 80.0 if n < 0 else 0.0) for n in range(-7, 24)])
    assert (asked.start, asked.eight_hours) == (START, 80.0 * 7 / 8)


def test_a_direction_has_no_daily_mean_and_what_follows_it_keeps_its_own() -> None:
    vane = hour(0, 90.0)._replace(parameter="wind_direction")
    assert [day_.parameter for day_ in site_days_of("s", [START], [vane, hour(0, 50.0), vane])] == ["o3"]


def test_invalid_hours_take_no_part() -> None:
    assert day(hour(0, 10.0), hour(1, 99.0, valid=False)).mean == 10.0


def test_a_day_without_a_valid_hour_is_none() -> None:
    assert site_day("s", "o3", START, [hour(0, 1.0, valid=False), hour(-1, 1.0), hour(24, 1.0)]) is None


def test_negative_noise_stays_in_the_mean() -> None:
    assert day(hour(0, -2.0), hour(1, 4.0)).mean == 1.0


def test_hours_of_a_blind_sensor_are_shown_and_not_judged() -> None:
    day_ = day(*[hour(n, 10.0) for n in range(18)], *[hour(n, 500.0, grade=Grade.BLIND) for n in range(18, 24)])
    assert (day_.n, day_.judged, day_.judged_day, day_.highest) == (24, 18, 10.0, 10.0)
    assert day_.mean == (18 * 10.0 + 6 * 500.0) / 24


@pytest.mark.parametrize(("grade", "indicative"), [(Grade.REFERENCE, False), (Grade.INDICATIVE, True), (Grade.BLIND, True)])
def test_one_sensors_hour_makes_a_day_indicative(grade: Grade, indicative: bool) -> None:
    assert day(hour(0, 1.0), hour(1, 1.0, grade=grade)).indicative is indicative


@given(
    st.lists(st.tuples(st.integers(-10, 30), st.floats(-5, 500)), min_size=1, max_size=40, unique_by=lambda numbered_mean: numbered_mean[0])
)
def test_a_days_figures_hang_together(hours: list[tuple[int, float]]) -> None:
    day_ = site_day("s", "o3", START, [hour(n, mean) for n, mean in hours])
    today = [mean for n, mean in hours if 0 <= n < 24]
    assert (day_ is None) == (not today)
    if day_ is not None:
        assert (day_.n, day_.highest) == (len(today), max(today))
        assert min(today) <= day_.mean <= max(today)
        assert day_.start + DAY == day_.as_window().end
        assert day_.windows <= 24
