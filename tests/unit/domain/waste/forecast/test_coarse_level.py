"""A coarse sensor's step is no point: time at a level moves the content through it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.forecast.coarse_level import CELLS, LevelScale, grow, levels_of, mean_of, observe, points, scale_of, within_level

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


def test_a_step_is_as_wide_as_the_share_of_days_at_it_with_twenty_days_of_evenness() -> None:
    scale = scale_of({20.0: 40.0, 80.0: 99.0}, 20.0, 75.0)
    assert scale.bounds == pytest.approx((0.0, 5 / 60, 50 / 60, 55 / 60, 1.05, 1.25))


def test_each_cell_of_the_content_reads_as_the_level_that_begins_below_its_centre() -> None:
    cells = SCALE.cell_levels()
    assert [cells.count(level) for level in range(6)] == [5, 5, 5, 5, 4, 8]
    assert cells == sorted(cells)


def one_cell(index: int) -> tuple[float, ...]:
    return tuple(float(cell == index) for cell in range(CELLS))


def test_nothing_came_in_and_nothing_grows() -> None:
    assert grow(one_cell(3), 0.0, 0.1) == one_cell(3)


def test_what_comes_in_moves_the_mean_by_as_much() -> None:
    grown = grow(one_cell(2), 0.4, 0.02)
    assert mean_of(grown) - mean_of(one_cell(2)) == pytest.approx(0.4, abs=0.001)
    assert grown[:2] == (0.0, 0.0)


def test_what_is_thrown_on_top_stays_in_the_highest_cell() -> None:
    assert grow(one_cell(CELLS - 1), 0.4, 0.1) == pytest.approx(one_cell(CELLS - 1))
    assert grow(one_cell(0), 100.0, 0.1)[-1] == pytest.approx(1.0)


def test_another_level_than_the_one_seen_is_only_a_misreading() -> None:
    even = tuple(0.5 if index in {0, 5} else 0.0 for index in range(CELLS))  # a cell of level 0 % and one of 20 %
    seen = observe(even, SCALE, 20.0)
    assert (seen[0], seen[5]) == (pytest.approx(0.005 / 1.005), pytest.approx(1 / 1.005))


def test_after_an_emptying_the_content_is_about_what_came_in_since() -> None:
    fresh = within_level(SCALE, 0.0, 0.1)
    assert levels_of(fresh, SCALE) == pytest.approx([1, 0, 0, 0, 0, 0])
    assert mean_of(fresh) < mean_of(within_level(SCALE, 0.0, 0.0)) == pytest.approx(0.125)
    assert within_level(SCALE, 20.0, 0.1) == within_level(SCALE, 20.0, 0.0)  # not freshly emptied


def test_a_level_between_two_steps_is_the_lower_one() -> None:
    assert within_level(SCALE, 39.9, 0.0) == within_level(SCALE, 20.0, 0.0) != within_level(SCALE, 40.0, 0.0)


def test_a_level_too_narrow_for_a_cell_may_be_any_content() -> None:
    narrow = LevelScale((0.0, 50.0, 100.0), (0.0, 0.01, 0.02))
    assert within_level(narrow, 0.0, 0.0) == pytest.approx((1 / CELLS,) * CELLS)


def test_only_likely_contents_are_points() -> None:
    content = (0.9, 1e-4, 1.1e-4, *(0.0,) * (CELLS - 3))
    assert points(content) == [(pytest.approx(0.025), 0.9), (pytest.approx(0.125), 1.1e-4)]
