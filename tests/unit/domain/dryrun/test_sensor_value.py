"""A sensor is worth what emptyings it saves and what overflow it spares, not how fast its bin fills."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from domain.dryrun.day_tour import day_tour
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.sensor_value import better_way, by_spared_way, saved, sendings, sensor_worth
from domain.dryrun.study import BYSANS, Study, drawn
from domain.dryrun.town import DryTown, Group
from domain.dryrun.tuning.measured import mean_of, measured
from domain.dryrun.tuning.tuned import Tuned, tuned
from domain.dryrun.tuning.visit_cost import SPARED, spared
from tests.unit.domain.dryrun.small_town import PACE, small_study

RATES = (0.03, 0.3, 0.12, 0.12, 0.05, 0.08)  # all emptied every third day
DAYS = 90


def planned(town: DryTown, group: Group, bins: Sequence[int]) -> tuple[float, float]:
    metres = day_tour(town, group, bins, 0.0, PACE, 1.0).metres
    return metres, metres


@pytest.fixture(scope="module")
def town() -> Tuned:
    return tuned_town(small_study(RATES, DAYS, 3))


def tuned_town(study: Study) -> Tuned:
    draws = [drawn(study, Random(number)) for number in range(3)]
    return tuned(study, mean_of([measured(study, draw) for draw in draws]), draws[:1], planned)


def test_sensors_are_ranked_by_what_they_are_worth_not_by_how_fast_bins_fill(town: Tuned) -> None:
    worth = sensor_worth(town, [6])
    assert list(worth.values()) == sorted(worth.values(), reverse=True)
    assert next(iter(worth.values())) > 0
    assert list(worth) != sorted(worth, key=lambda number: -RATES[number])


def test_each_number_of_sensors_keeps_those_of_the_numbers_before_it(town: Tuned) -> None:
    ranked = list(sensor_worth(town, [0, 1, 3, 6]))
    assert sorted(ranked) == list(range(6))
    for same, count in zip(sendings(town, ranked, [0, 1, 3, 6]), [0, 1, 3, 6], strict=True):
        assert all(sending.sensors <= set(ranked[:count]) for sending in same)


def test_without_sensors_nothing_is_saved_and_with_all_of_them_as_much_as_bysans_does(town: Tuned) -> None:
    ranked = list(sensor_worth(town, [6]))
    by_count = sendings(town, ranked, [0, 6])
    none, all_ = saved(town.study, by_count, drawn(town.study, Random(9)))
    assert set(none) == {0.0}
    assert min(all_) > 0
    assert all(sending == town.study.sending[BYSANS] for sending in by_count[1])


def test_as_much_of_a_visits_way_is_counted_as_lets_a_few_sensors_save_most() -> None:
    study = small_study((0.1, 0.1, 0.12, 0.08, 0.06, 0.33), DAYS, 3)
    points = [*((50.0 * number, 0.0) for number in range(4)), (5000.0, 0.0), (5010.0, 0.0)]  # the truck passes the slow one far out anyway
    town = tuned_town(replace(study, town=replace(study.town, points=points)))
    samples = [drawn(town.study, Random(number)) for number in (20, 21)]
    chosen = by_spared_way(town, samples)
    each = [replace(town, choices=[(days, spared(town.study, bins, share)) for days, bins in town.choices]) for share in SPARED]
    assert chosen.choices in [other.choices for other in each]
    assert by_few(chosen, samples) == max(by_few(other, samples) for other in each) > min(by_few(other, samples) for other in each)


def by_few(town: Tuned, samples: Sequence[Sequence[Filling]]) -> float:
    """Return what one sensor, a fifth of six, saves in all of the samples."""
    by_count = sendings(town, list(sensor_worth(town, [1])), [1])
    return max(sum(ways) for ways in zip(*(saved(town.study, by_count, fillings)[0] for fillings in samples), strict=True))


def test_the_truck_days_that_save_more_over_all_draws_are_taken_for_all() -> None:
    assert better_way([[(0.0, 1.0), (5.0, 1.0)], [(0.0, 2.0), (0.0, 3.0)]]) == [1, 0]
    assert better_way([[(2.0,)], [(1.0,)]]) == [0], "the schedule's truck days and those of Bysans may be the same"
