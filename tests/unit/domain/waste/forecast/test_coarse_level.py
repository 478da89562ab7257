"""A coarse sensor's step is no point: time at a level moves the content through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.forecast.coarse_level import grow, levels_of, mean_of, observe, scale_of, within_level

SCALE = scale_of({}, 20.0, 80.0)


def test_before_anything_is_known_steps_are_even() -> None:
    assert SCALE.levels == (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)
    assert SCALE.bounds == pytest.approx((0.0, 0.25, 0.5, 0.75, 1.0, 1.2))


def test_where_a_bin_stays_long_the_step_is_wide() -> None:
    scale = scale_of({0.0: 600.0, 20.0: 100.0, 40.0: 100.0, 60.0: 100.0}, 20.0, 80.0)
    assert scale.bounds[1] > 0.6
    assert scale.bounds[4] == 1.0


def test_known_is_only_the_step() -> None:
    content = within_level(SCALE, 40.0, 0.0)
    assert levels_of(content, SCALE) == pytest.approx([0, 0, 1, 0, 0, 0])
    assert 0.5 < mean_of(content) < 0.75


@given(st.floats(0.0, 1.0), st.floats(0.05, 0.5))
def test_growing_adds_its_mean_and_loses_no_chance(mean: float, dispersion: float) -> None:
    before = within_level(SCALE, 0.0, 0.0)
    after = grow(before, mean, dispersion)
    assert sum(after) == pytest.approx(1.0)
    assert mean_of(after) <= mean_of(before) + mean + 0.03


def test_staying_at_a_level_means_being_further_through_it() -> None:
    content = within_level(SCALE, 20.0, 0.0)
    later = observe(grow(content, 0.1, 0.1), SCALE, 20.0)
    assert mean_of(later) > mean_of(content)


def test_one_misread_level_is_survived() -> None:
    misread = observe(within_level(SCALE, 0.0, 0.05), SCALE, 100.0)
    assert sum(misread) == pytest.approx(1.0)


def test_days_at_full_say_nothing_about_the_steps_below() -> None:
    assert scale_of({0.0: 3.0, 80.0: 500.0, 100.0: 500.0}, 20.0, 80.0) == scale_of({0.0: 3.0}, 20.0, 80.0)
