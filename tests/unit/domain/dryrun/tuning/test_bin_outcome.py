"""A bin's outcome on its own is what the rounds of the whole town count for it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dryrun.policy import Schedule
from domain.dryrun.study import BYSANS, FIXED, sensors_of, tallies_of, with_sending
from domain.dryrun.tally import total
from domain.dryrun.tuning.bin_outcome import RISKS, Outcome, Turn, by_sensor, by_turns, fulls_of, mean, turns_of
from tests.unit.domain.dryrun.small_town import PACE, small_study, steady

DAYS = 56


@given(st.floats(min_value=0.02, max_value=1.5), st.sampled_from([1, 2, 3, 5]))
def test_turns_come_to_what_the_rounds_count(rate: float, every: int) -> None:
    study, truck_days = small_study([0.1], DAYS, 4), range(1, DAYS, every)
    outcomes = by_turns(fulls_of(steady(rate, DAYS)), truck_days, (0, DAYS))
    for turn, outcome in list(zip(turns_of(truck_days), outcomes, strict=True))[::7]:
        schedule = Schedule([turn.days(truck_days, (0, DAYS))])
        counts = total(tallies_of(replace(study, schedule=schedule), FIXED, [steady(rate, DAYS)], PACE))
        assert (outcome.emptyings, outcome.overflow_hours) == pytest.approx((counts.emptyings, counts.overflow_hours))


def test_a_turn_is_every_so_many_truck_days_within_the_time_that_the_bin_stood_there() -> None:
    assert Turn(3, 1).days([*range(0, 40, 2)], (7, 30)) == [8, 14, 20, 26]


def test_no_turn_is_longer_than_four_weeks_but_for_the_only_one() -> None:
    assert max(turn.times for turn in turns_of(range(0, 365, 7))) == 4
    assert [turn.times for turn in turns_of([0, 60, 120])] == [1]
    assert [turn.times for turn in turns_of([5])] == [1]


@pytest.mark.parametrize(("rate", "at"), [(0.05, 0), (0.3, 2), (0.9, 5)])
def test_a_sensor_comes_to_what_the_rounds_count_at_the_same_risk(rate: float, at: int) -> None:
    study, fillings, truck_days = small_study([rate], DAYS, 4), [steady(rate, DAYS)], range(1, DAYS, 2)
    outcome = by_sensor(0, fulls_of(fillings[0]), truck_days, (0, DAYS), sensors_of(study, fillings))[at]
    sending = replace(study.sending[BYSANS], days={"rest": truck_days}, limit=RISKS[at])
    counts = total(tallies_of(with_sending(study, BYSANS, sending), BYSANS, fillings, PACE))
    assert outcome.emptyings > 0
    assert (outcome.emptyings, outcome.overflow_hours) == pytest.approx((counts.emptyings, counts.overflow_hours))


def test_the_mean_of_draws_is_taken_place_for_place() -> None:
    assert mean([[Outcome(2, 4), Outcome(0, 0)], [Outcome(4, 0), Outcome(1, 2)]]) == [Outcome(3, 2), Outcome(0.5, 1)]
