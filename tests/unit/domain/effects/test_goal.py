"""A goal is on course, behind, or there is too little to tell."""

from datetime import date

import pytest

from domain.effects.goal import Goal, course, wanted

LESS = Goal(change_percent=-20, since=date(2026, 1, 1), deadline=date(2028, 1, 1))
A_LITTLE_LESS = Goal(change_percent=-1, since=date(2026, 1, 1), deadline=date(2028, 1, 1))
MORE = Goal(change_percent=10, since=date(2026, 1, 1), deadline=date(2028, 1, 1))
HALF_WAY = date(2027, 1, 1)


def test_half_way_in_time_half_of_it_is_wanted_and_after_the_deadline_all() -> None:
    assert wanted(LESS, HALF_WAY) == pytest.approx(-10)
    assert wanted(LESS, date(2030, 1, 1)) == -20
    assert wanted(LESS, date(2025, 1, 1)) == 0


@pytest.mark.parametrize(
    ("goal", "changed", "verdict"),
    [
        (LESS, -12.0, "on course"),
        (LESS, -8.0, "behind"),
        (MORE, 6.0, "on course"),
        (MORE, 4.0, "behind"),
        (A_LITTLE_LESS, -0.6, "on course"),
        (A_LITTLE_LESS, -0.4, "behind"),
        (LESS, None, "too little data"),
    ],
)
def test_the_change_so_far_is_held_against_the_straight_way(goal: Goal, changed: float | None, verdict: str) -> None:
    assert course(goal, changed, 30, HALF_WAY) == verdict


def test_a_fortnight_says_nothing() -> None:
    assert course(LESS, -50.0, 14, HALF_WAY) == "too little data"


def test_a_goal_for_the_day_on_which_it_was_set_wants_all_at_once() -> None:
    assert wanted(Goal(change_percent=-5, since=HALF_WAY, deadline=HALF_WAY), HALF_WAY) == -5


def test_a_goal_whose_deadline_was_past_when_it_was_set_wants_all_at_once_too() -> None:
    assert wanted(Goal(change_percent=-5, since=HALF_WAY, deadline=date(2026, 1, 1)), HALF_WAY) == -5


@pytest.mark.parametrize(("days", "change", "verdict"), [(27.9, -50.0, "too little data"), (28, -10.0, "on course"), (400, -9.9, "behind")])
def test_four_weeks_are_enough_to_tell_and_just_what_is_due_is_on_course(days: float, change: float, verdict: str) -> None:
    assert course(LESS, change, days, HALF_WAY) == verdict


@pytest.mark.parametrize(("deadline", "due"), [(1, -20.0), (2, 0.0), (3, 0.0)])
def test_a_goal_of_the_day_it_was_set_is_due_at_once_and_one_of_the_next_day_is_not(deadline: int, due: float) -> None:
    since = date(2026, 1, 1)
    assert wanted(Goal(change_percent=-20, since=since, deadline=date(2026, 1, deadline)), since) == due
