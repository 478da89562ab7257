"""Each way of collecting empties what it says it does."""

from dataclasses import replace
from itertools import pairwise

from domain.dryrun.policy import FullSight, Schedule, Sending, decided
from domain.dryrun.study import BYSANS, FIXED, FORESIGHT, PRACTICE, rounds_of
from tests.unit.domain.dryrun.small_town import small_study, steady

DAYS = 60


def test_practice_is_what_the_list_says() -> None:
    study = small_study([0.1, 0.2], DAYS, 4)
    rounds = rounds_of(study, PRACTICE, study.town.groups[0], [])
    assert sorted(rounds) == list(range(4, DAYS, 4))
    assert all(sorted(bins) == [0, 1] for bins in rounds.values())


def test_a_schedule_keeps_each_bins_interval_and_its_own_first_day() -> None:
    study = small_study([0.1, 0.2], DAYS, 4)
    schedule = Schedule(intervals=[6, 3], offsets=[0, 1], target=0.85)
    rounds = schedule.rounds(study.town, study.town.groups[0])
    assert [day for day in sorted(rounds) if 0 in rounds[day]] == list(range(6, DAYS, 6))
    assert [day for day in sorted(rounds) if 1 in rounds[day]] == list(range(1, DAYS, 3))


def test_with_the_future_known_a_bin_is_emptied_on_the_last_day_before_it_overflows() -> None:
    study = small_study([0.3], DAYS, 4)
    rounds = decided(study.town, study.town.groups[0], FullSight(fillings=[steady(0.3, DAYS)]), Sending())
    assert sorted(rounds)[:3] == [3, 6, 9]


def test_a_bin_without_a_sensor_stays_on_its_schedule_and_one_with_does_not() -> None:
    study = small_study([0.05, 0.05], DAYS, 4)
    fillings = [steady(0.05, DAYS), steady(0.05, DAYS)]
    rounds = rounds_of(study, BYSANS, study.town.groups[0], fillings, sensors=frozenset({1}))
    assert [day for day in rounds if 0 in rounds[day]] == list(rounds_of(study, FIXED, study.town.groups[0], []))
    assert 0 < sum(1 in bins for bins in rounds.values()) < sum(0 in bins for bins in rounds.values()) / 2


def test_no_sensor_anywhere_is_the_fixed_schedule() -> None:
    study = small_study([0.05, 0.3], DAYS, 3)
    fillings = [steady(0.05, DAYS), steady(0.3, DAYS)]
    assert rounds_of(study, BYSANS, study.town.groups[0], fillings, sensors=frozenset()) == rounds_of(
        study, FIXED, study.town.groups[0], []
    )


def test_foresight_lets_nothing_overflow_that_daily_departures_can_prevent() -> None:
    study = small_study([0.24, 0.4], DAYS, 4)
    fillings = [steady(0.24, DAYS), steady(0.4, DAYS)]
    rounds = rounds_of(study, FORESIGHT, study.town.groups[0], fillings)
    for number, rate in enumerate((0.24, 0.4)):
        days = [0, *(day for day in sorted(rounds) if number in rounds[day]), DAYS]
        assert max(end - start for start, end in pairwise(days)) * rate <= 1 + rate


def test_what_falls_on_a_day_without_collecting_is_brought_forward_or_put_off() -> None:
    study = small_study([0.1], 28, 4)
    group = replace(study.town.groups[0], departures=[day for day in range(28) if day % 7 < 5])
    schedule = Schedule(intervals=[6], offsets=[0], target=0.85)
    assert sorted(schedule.rounds(study.town, group)) == [4, 11, 18, 24]  # 6, 12 → 11, 18, 24
    assert sorted(replace(schedule, late=True).rounds(study.town, group)) == [7, 14, 18, 24]
