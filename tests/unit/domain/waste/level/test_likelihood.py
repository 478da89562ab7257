"""Densities tell what is likelier than what, and none is 0 where a sensor may tell anything."""

from math import exp, fsum, pi, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.level.likelihood import ANYTHING, after_emptying, before_lens, chance, found_again, held, lid_held, out_of_lid

QUARTER, DAY = 1 / 96, 1.0
LEVELS = [level / 4 for level in range(-60, 500)]


@pytest.mark.parametrize("days", [QUARTER, DAY])
@pytest.mark.parametrize("level", [5.0, 50.0, 95.0])
def test_what_is_seen_is_somewhere(level: float, days: float) -> None:
    """Weighed against each other, they need to add up to 1 only about."""
    for density in (found_again, after_emptying):
        assert 0.7 < fsum(density(level, seen, days) for seen in LEVELS) / 4 < 1.4


@given(st.floats(min_value=-15, max_value=125), st.floats(min_value=0, max_value=100))
def test_nothing_is_impossible(seen: float, level: float) -> None:
    assert min(found_again(level, seen, QUARTER), after_emptying(level, seen, QUARTER), out_of_lid(seen)) > 0


def test_a_bag_in_a_day_is_likelier_than_in_a_quarter_of_an_hour() -> None:
    assert found_again(40, 52, DAY) > found_again(40, 52, QUARTER)


def test_an_emptied_bin_is_likelier_empty_than_half_full() -> None:
    assert after_emptying(80, 1, QUARTER) > after_emptying(80, 30, QUARTER) > after_emptying(80, 75, QUARTER)


def bell(error: float, deviation: float) -> float:
    return exp(-((error / deviation) ** 2) / 2) / (deviation * sqrt(2 * pi))


def noise(error: float) -> float:
    return 0.9 * bell(error, 1.2) + 0.1 * bell(error, 3.5)


def test_what_happens_twice_a_day_happens_within_half_a_day_with_63_percent() -> None:
    assert chance(2.0, 0.5) == pytest.approx(1 - exp(-1))
    assert chance(2.0, 0.0) == 0.0


DUMPED, CAME = 1 - exp(-0.3 * 0.25), (1 - exp(-8 * 0.25)) * exp(-0.3 * 0.25)  # within a quarter of a day


@pytest.mark.parametrize(
    ("seen", "density"),
    [
        (52.0, (1 - CAME - DUMPED) * noise(2) + 1e-7 + CAME * (exp(-2 / 7.5) / 7.5 + noise(2) / 4) / 1.25 + DUMPED / 100),
        (50.0, (1 - CAME - DUMPED) * noise(0) + 1e-7 + CAME * (1 / 7.5 + noise(0) / 4) / 1.25 + DUMPED / 100),
        (48.0, (1 - CAME - DUMPED) * noise(2) + 1e-7 + CAME * (1 / 7.5 + noise(2) / 4) / 1.25 + (0.15 * 0.25 + 0.0005) / (0.45 * 50 + 2)),
        (40.0, (1 - CAME - DUMPED) * noise(10) + 1e-7 + (0.15 * 0.25 + 0.0005) / (0.45 * 50 + 2)),
        (47.0, (1 - CAME - DUMPED) * noise(3) + 1e-7 + (0.15 * 0.25 + 0.0005) / (0.45 * 50 + 2)),
        (25.6, (1 - CAME - DUMPED) * noise(24.4) + 1e-7 + (0.15 * 0.25 + 0.0005) / (0.45 * 50 + 2)),
        (25.5, (1 - CAME - DUMPED) * noise(24.5) + 1e-7),
    ],
)
def test_a_content_is_found_again_the_same_fuller_or_pressed_down(seen: float, density: float) -> None:
    assert found_again(50.0, seen, 0.25) == pytest.approx(density, rel=1e-9)


def test_waste_is_pressed_down_once_in_a_week_and_never_more_than_a_days_worth() -> None:
    assert found_again(50.0, 40.0, 3.0) - found_again(50.0, 20.0, 3.0) == pytest.approx((0.15 + 0.0005) / (0.45 * 50 + 2), rel=1e-6)


def test_in_a_short_while_at_least_one_bag_comes_in_at_a_time() -> None:
    came = (1 - exp(-8 * QUARTER)) * exp(-0.3 * QUARTER)
    assert found_again(50.0, 80.0, QUARTER) == pytest.approx(1e-7 + came * exp(-30 / 4) / 4 / 1.25 + (1 - exp(-0.3 * QUARTER)) / 100)


@pytest.mark.parametrize(
    ("seen", "density"),
    [
        (1.0, 0.85 * (1 - 0.8 * (1 - exp(-2))) / 8 + 1e-6),  # clean
        (-4.2, 0.85 * exp(-0.5) * (1 - 0.8 * (1 - exp(-2))) / 8 + 1e-6),
        (5.0, 0.85 * (1 - 0.8 * (1 - exp(-2))) / 8 + 0.15 / (0.65 * 80 + 1) + 1e-6),
        (
            12.0,  # a bag, or something left
            0.85 * (exp(-0.5 * (7 / 1.2) ** 2) / 8 * (1 - 0.8 * (1 - exp(-2))) + (1 - exp(-2)) * exp(-7 / 7.5) / 7.5)
            + 0.15 / (0.65 * 80 + 1)
            + 1e-6,
        ),
        (56.0, 0.85 * (1 - exp(-2)) * exp(-51 / 7.5) / 7.5 + 0.15 * 0.5 / (0.65 * 80 + 1) + 1e-6),  # 70 % of it is left: half as likely
        (73.0, 0.85 * (1 - exp(-2)) * exp(-68 / 7.5) / 7.5 + 1e-6),  # more than 90 % was left: hardly an emptying
    ],
)
def test_an_emptied_bin_is_clean_or_has_taken_in_a_bag_or_kept_a_part(seen: float, density: float) -> None:
    assert after_emptying(80.0, seen, 0.25) == pytest.approx(density, rel=1e-9)


def test_of_a_bin_that_was_empty_no_part_is_left() -> None:
    assert after_emptying(0.0, 0.5, 0.0) == pytest.approx(0.85 / 8 + 0.15 * min(1, 0.4 / 0.4) + 1e-6)
    assert after_emptying(0.0, 0.0, 0.0) == pytest.approx(0.85 / 8 + 1e-6)


def test_an_open_lid_mostly_shows_less_than_an_almost_empty_bin() -> None:
    assert out_of_lid(14.9) == 1 / 70
    assert out_of_lid(15.0) == 0.0015


def test_what_is_before_the_lens_shows_anything_between_the_content_and_the_most_there_is() -> None:
    assert before_lens(45.0) == 1 / 80
    assert before_lens(110.0) == 1 / 25


def test_what_a_box_or_a_lid_shows_wavers_by_a_little() -> None:
    assert held(33.0, 30.0) == pytest.approx(bell(3, 1.5))
    assert lid_held(33.0, 30.0) == pytest.approx(bell(3, 1.5) + 0.03 / 130)
    assert ANYTHING == 1 / 130
