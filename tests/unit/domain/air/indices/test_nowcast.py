"""The NowCast, worked by hand (US EPA)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.indices.nowcast import nowcast

NONE: list[float | None] = [None] * 9


def test_steady_air_is_its_own_nowcast() -> None:
    assert nowcast([12.0] * 12) == pytest.approx(12.0)


def test_the_weight_is_at_least_one_half() -> None:
    # min/max = 10/100, so w = 0.5: (100 + 0.5·10) / 1.5
    assert nowcast([100.0, 10.0]) == pytest.approx(105 / 1.5)


def test_the_weight_is_min_over_max_above_one_half() -> None:
    # w = 8/10: (10 + 0.8·8 + 0.64·10) / (1 + 0.8 + 0.64)
    assert nowcast([10.0, 8.0, 10.0]) == pytest.approx((10 + 0.8 * 8 + 0.64 * 10) / 2.44)


def test_a_missing_hour_takes_no_part_but_ages_the_older_ones() -> None:
    # w = 0.5; ages 0 and 2: (40 + 0.25·20) / 1.25
    assert nowcast([40.0, None, 20.0]) == pytest.approx(36.0)


@pytest.mark.parametrize(
    ("newest", "has_nowcast"),
    [
        ([1.0, 1.0, 1.0], True),
        ([None, 1.0, 1.0], True),
        ([1.0, None, 1.0], True),
        ([1.0, 1.0, None], True),
        ([1.0, None, None], False),
        ([None, None, 1.0], False),
    ],
)
def test_two_of_the_newest_three_hours_are_needed(newest: list[float | None], has_nowcast: bool) -> None:
    assert (nowcast([*newest, *[1.0] * 9]) is not None) is has_nowcast


def test_a_thirteenth_hour_has_no_say() -> None:
    assert nowcast([*[5.0] * 12, 500.0]) == nowcast([5.0] * 12)


@pytest.mark.parametrize("hours", [[0.0, 0.0, 0.0], [-1.0, -1.0], []])
def test_no_air_however_clean_divides_by_zero(hours: list[float | None]) -> None:
    concentration = nowcast(hours)
    assert concentration is None or -1.0 <= concentration <= 0.0


@given(st.lists(st.none() | st.floats(-5, 1000), min_size=3, max_size=12))
def test_a_nowcast_lies_between_its_hours(hours: list[float | None]) -> None:
    concentration = nowcast(hours)
    if concentration is not None:
        measured = [hour for hour in hours if hour is not None]
        assert min(measured) - 1e-6 <= concentration <= max(measured) + 1e-6


def test_hours_of_nothing_but_noise_weigh_the_same() -> None:
    assert nowcast([-1.0, -3.0]) == -2.0
