"""A value that repeats says how still its sensor is, and after long enough that it is stuck."""

from dataclasses import replace

import pytest

from domain.duration import DAY, HOUR
from domain.waste.level.repetition import Repetition

START = 1_767_607_200_000


def test_a_repeated_value_counts_and_keeps_its_beginning() -> None:
    repetition = Repetition().followed_by(40.0, START, None, by_noise=False)
    assert repetition == Repetition(raw=40.0, repeats=0, repeated_since=START, first_value=START)
    again = repetition.followed_by(40.0, START + HOUR, START, by_noise=False)
    assert again == replace(repetition, repeats=1)


def test_another_value_ends_a_rest_as_long_as_it_was_heard() -> None:
    resting = Repetition(raw=40.0, repeats=3, repeated_since=START, first_value=START, longest_rest=2 * HOUR)
    moved = resting.followed_by(41.0, START + 9 * HOUR, START + 7 * HOUR, by_noise=False)
    assert moved == Repetition(raw=41.0, repeated_since=START + 9 * HOUR, first_value=START, longest_rest=7 * HOUR)
    assert resting.followed_by(41.0, START + 9 * HOUR, START + HOUR, by_noise=False).longest_rest == 2 * HOUR
    assert replace(resting, repeats=0).followed_by(41.0, START + 9 * HOUR, START + 7 * HOUR, by_noise=False).longest_rest == 2 * HOUR


def test_noise_moves_the_share_by_a_twentieth() -> None:
    fresh, rested = Repetition(raw=40.0, moving=0.4), Repetition(raw=40.0, repeats=1, moving=0.4)
    assert fresh.followed_by(39.0, START, START, by_noise=True).moving == pytest.approx(0.4 * 0.95 + 0.05)
    assert rested.followed_by(39.0, START, START, by_noise=True).moving == pytest.approx(0.4 * 0.95)
    assert fresh.followed_by(39.0, START, START, by_noise=False).moving == 0.4
    assert Repetition().moving == 0.03


@pytest.mark.parametrize(("moving", "moved", "repeated"), [(0.6, 0.6, 0.4), (0.0, 0.02, 0.98), (1.0, 0.98, 0.02)])
def test_an_open_sensor_moves_as_often_as_it_did(moving: float, moved: float, repeated: float) -> None:
    assert Repetition(moving=moving).likelihood_if_open() == pytest.approx(moved)
    assert Repetition(moving=moving, repeats=1).likelihood_if_open() == pytest.approx(repeated)


def test_a_box_shows_the_same_again() -> None:
    assert Repetition().likelihood_if_blocked(0.97) == pytest.approx(0.03)
    assert Repetition(repeats=1).likelihood_if_blocked(0.97) == 0.97


NOISY = Repetition(raw=40.0, repeats=24, repeated_since=START, first_value=START - HOUR, moving=0.7)


@pytest.mark.parametrize(
    ("repetition", "stuck"),
    [
        (NOISY, True),
        (replace(NOISY, repeats=90, repeated_since=START - DAY, moving=0.9), True),
        (replace(NOISY, repeats=23), False),
        (replace(NOISY, moving=0.69), False),
        (replace(NOISY, repeated_since=START + 1), False),
    ],
)
def test_a_noisy_sensor_is_stuck_after_a_day_and_24_readings_of_one_value(repetition: Repetition, stuck: bool) -> None:
    assert repetition.is_stuck(START + DAY, HOUR, rests=False) is stuck
    assert repetition.is_stuck(START + DAY, HOUR, rests=True) is stuck


STILL = Repetition(raw=40.0, repeats=8, repeated_since=START, first_value=START - 4 * DAY + 6 * HOUR, longest_rest=DAY)


@pytest.mark.parametrize(
    ("repetition", "stuck"),
    [
        (STILL, True),
        (replace(STILL, repeats=7), False),
        (replace(STILL, first_value=STILL.first_value + 1 if STILL.first_value else None), False),  # not alive for four days
        (replace(STILL, first_value=None), False),
        (replace(STILL, longest_rest=DAY + 1), False),  # twice its longest rest
        (replace(STILL, longest_rest=HOUR), True),
        (replace(STILL, repeated_since=START + 1, first_value=START - 5 * DAY), False),
    ],
)
def test_a_still_sensor_is_stuck_after_two_days_and_twice_its_longest_rest(repetition: Repetition, stuck: bool) -> None:
    assert repetition.is_stuck(START + 2 * DAY - 6 * HOUR, 6 * HOUR, rests=False) is stuck
    assert repetition.is_stuck(START + 2 * DAY - 6 * HOUR, 6 * HOUR, rests=True) is False
