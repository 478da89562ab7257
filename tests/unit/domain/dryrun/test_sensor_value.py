"""A sensor is worth what emptyings it saves, not how fast its bin fills."""

from dataclasses import replace
from random import Random

from domain.dryrun.policy import Schedule
from domain.dryrun.sensor_value import better_sending, bin_values, saved
from tests.unit.domain.dryrun.small_town import small_study, steady

RATES = (0.02, 0.3)  # a slow bin and a busy one, both emptied every third day


def test_the_bin_that_is_visited_too_often_deserves_its_sensor_before_the_busy_one() -> None:
    study = replace(small_study(RATES, 90, 3), schedule=Schedule(intervals=[3, 3], offsets=[0, 0], target=0.85))
    values = bin_values(study, Random(1))
    assert values[0] > values[1]
    assert values[0] > 0


def test_without_sensors_nothing_is_saved() -> None:
    study = small_study(RATES, 90, 3)
    fillings = [steady(rate, 90) for rate in RATES]
    assert saved(study, [0, 1], fillings, [0])[0] == (0.0, 0.0)
    assert max(saved(study, [0, 1], fillings, [1])[0]) > 0


def test_the_sending_that_saves_more_over_all_draws_is_taken_for_all() -> None:
    assert better_sending([[(0.0, 1.0), (5.0, 1.0)], [(0.0, 2.0), (0.0, 3.0)]]) == [1, 0]
