"""An interval is suggested from when a device was heard, and none from too little."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.new_devices.sending_interval import USUAL_S, likely_interval
from domain.duration import MINUTE, SECOND


@pytest.mark.parametrize("interval_s", USUAL_S)
def test_a_device_that_keeps_time_is_known_by_it(interval_s: int) -> None:
    assert likely_interval(n * interval_s * SECOND for n in range(4)) == interval_s


def test_a_gap_and_a_repetition_do_not_lead_astray() -> None:
    assert likely_interval([0, 0, 10 * MINUTE, 20 * MINUTE, 21 * MINUTE, 200 * MINUTE, 210 * MINUTE]) == 600


@pytest.mark.parametrize("heard", [[], [5], [5, 5, 5], [5, 600_000]])
def test_twice_heard_says_nothing(heard: list[int]) -> None:
    assert likely_interval(heard) is None


@given(st.lists(st.integers(min_value=0, max_value=10**12)))
def test_it_is_always_one_that_may_be_chosen(heard: list[int]) -> None:
    assert likely_interval(heard) in (*USUAL_S, None)


def test_three_times_are_enough() -> None:
    assert likely_interval([0, 10 * MINUTE, 20 * MINUTE]) == 600
