"""An interval says what the draws tell, and of a few draws no more than a few can."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dryrun.spread import interval


def test_nine_in_ten_of_many_draws_lie_within() -> None:
    spread = interval([float(number) for number in range(101)])
    assert (spread.low, spread.middle, spread.high) == (5, 50, 95)


def test_three_draws_reach_beyond_themselves_as_students_t_has_it() -> None:
    spread = interval([100.0, 110.0, 120.0])
    assert (spread.low, spread.high) == pytest.approx((110 - 2.92 * 10 * (4 / 3) ** 0.5, 110 + 2.92 * 10 * (4 / 3) ** 0.5))


def test_three_draws_that_lie_close_together_by_chance_are_told_five_per_cent_wide_and_equal_ones_are_certain() -> None:
    spread = interval([100.0, 100.1, 99.9])
    assert (spread.low, spread.high) == pytest.approx((95, 105))
    assert interval([100.0] * 3).low == 100


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=8))
def test_what_is_never_below_nothing_in_a_draw_is_not_so_in_the_interval(draws: list[float]) -> None:
    up, down = interval(draws), interval([-draw for draw in draws])
    assert 0 <= up.low <= up.middle <= up.high
    assert down.low <= down.middle <= down.high <= 0


def test_without_a_draw_there_is_no_interval() -> None:
    with pytest.raises(ValueError, match="needs draws"):
        interval([])
