"""Each way of collecting empties what it says it does."""

from dataclasses import replace
from itertools import pairwise

from domain.dryrun.policy import Schedule
from domain.dryrun.study import BYSANS, FIXED, FORESIGHT, PRACTICE, rounds_of, with_sending
from tests.unit.domain.dryrun.small_town import small_study, steady

DAYS = 60


def test_practice_is_what_the_list_says() -> None:
    study = small_study([0.1, 0.2], DAYS, 4)
    rounds = rounds_of(study, PRACTICE, study.town.groups[0], [])
    assert sorted(rounds) == list(range(4, DAYS, 4))
    assert all(sorted(bins) == [0, 1] for bins in rounds.values())


def test_a_schedule_empties_each_bin_on_its_own_days_but_for_some() -> None:
    study = small_study([0.1, 0.2], DAYS, 4)
    schedule = Schedule([[6, 12, 18], [1, 4, 12]])
    assert schedule.rounds(study.town.groups[0]) == {6: [0], 12: [0, 1], 18: [0], 1: [1], 4: [1]}
    assert schedule.rounds(study.town.groups[0], but={1}) == {6: [0], 12: [0], 18: [0]}
    assert schedule.interval(0) == 6
    assert Schedule([[3]]).interval(0) is None


def test_a_bin_without_a_sensor_stays_on_its_schedule_and_one_with_does_not() -> None:
    study = small_study([0.05, 0.05], DAYS, 4)
    fillings = [steady(0.05, DAYS), steady(0.05, DAYS)]
    watched = with_sending(study, BYSANS, replace(study.sending[BYSANS], sensors=frozenset({1})))
    rounds = rounds_of(watched, BYSANS, study.town.groups[0], fillings)
    assert [day for day in sorted(rounds) if 0 in rounds[day]] == list(rounds_of(study, FIXED, study.town.groups[0], []))
    assert 0 < sum(1 in bins for bins in rounds.values()) < sum(0 in bins for bins in rounds.values()) / 2


def test_no_sensor_anywhere_is_the_fixed_schedule() -> None:
    study = small_study([0.05, 0.3], DAYS, 3)
    fillings = [steady(0.05, DAYS), steady(0.3, DAYS)]
    blind = with_sending(study, BYSANS, replace(study.sending[BYSANS], sensors=frozenset()))
    assert rounds_of(blind, BYSANS, study.town.groups[0], fillings) == rounds_of(study, FIXED, study.town.groups[0], [])


def test_foresight_lets_nothing_overflow_that_daily_departures_can_prevent() -> None:
    study = small_study([0.24, 0.4], DAYS, 4)
    fillings = [steady(0.24, DAYS), steady(0.4, DAYS)]
    rounds = rounds_of(study, FORESIGHT, study.town.groups[0], fillings)
    for number, rate in enumerate((0.24, 0.4)):
        days = [0, *(day for day in sorted(rounds) if number in rounds[day]), DAYS]
        assert max(end - start for start, end in pairwise(days)) * rate <= 1 + rate
