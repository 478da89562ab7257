"""A bin's outcome on its own is what the rounds of the whole town count for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dryrun.bin_outcome import Outcome, Turn, by_sensor, by_turns, mean, turns_of
from domain.dryrun.policy import FullSight, Schedule
from domain.dryrun.study import FIXED, tallies_of
from domain.dryrun.tally import total
from tests.unit.domain.dryrun.small_town import PACE, small_study, steady

DAYS = 56


@given(st.floats(min_value=0.02, max_value=1.5), st.sampled_from([1, 2, 3, 5]))
def test_turns_come_to_what_the_rounds_count(rate: float, every: int) -> None:
    study, truck_days = small_study([0.1], DAYS, 4), range(1, DAYS, every)
    outcomes = by_turns(steady(rate, DAYS), truck_days, (0, DAYS))
    for turn, outcome in list(zip(turns_of(truck_days), outcomes, strict=True))[::7]:
        schedule = Schedule([turn.days(truck_days, (0, DAYS))])
        counts = total(tallies_of(replace(study, schedule=schedule), FIXED, [steady(rate, DAYS)], PACE))
        assert (outcome.emptyings, outcome.overflow_hours) == pytest.approx((counts.emptyings, counts.overflow_hours))


def test_a_turn_is_every_so_many_truck_days_within_the_time_that_the_bin_stood_there() -> None:
    assert Turn(3, 1).days(range(0, 40, 2), (7, 30)) == [8, 14, 20, 26]


def test_no_turn_is_longer_than_four_weeks_but_for_the_only_one() -> None:
    assert max(turn.times for turn in turns_of(range(0, 365, 7))) == 4
    assert [turn.times for turn in turns_of([0, 60, 120])] == [1]
    assert [turn.times for turn in turns_of([5])] == [1]


def test_a_sensors_outcome_is_that_of_the_days_on_which_it_calls() -> None:
    filling = steady(0.3, DAYS)
    assert by_sensor(0, filling, range(DAYS), (0, DAYS), [FullSight(fillings=[filling])]) == [Outcome(18, 0.0)]


def test_the_mean_of_draws_is_taken_place_for_place() -> None:
    assert mean([[Outcome(2, 4), Outcome(0, 0)], [Outcome(4, 0), Outcome(1, 2)]]) == [Outcome(3, 2), Outcome(0.5, 1)]
