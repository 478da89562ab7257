"""The planner's own tours say how good the estimated ones are: of as many days as asked, and no day twice."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

from domain.dryrun.policy import Schedule
from domain.dryrun.study import FIXED, POLICIES, drawn
from domain.dryrun.town import DryTown, Group
from domain.dryrun.tuning.measured import measured
from domain.dryrun.tuning.planned_ratio import planned_ratio
from domain.dryrun.tuning.tuned import Trials, tuned
from tests.unit.domain.dryrun.small_town import small_study


def test_no_day_is_planned_twice() -> None:
    study = small_study((0.03, 0.3, 0.12), 60, 3)
    draw = drawn(study, Random(1))
    days: list[tuple[int, ...]] = []

    def planned(_town: DryTown, _group: Group, bins: Sequence[int]) -> tuple[float, float]:
        days.append(tuple(bins))
        return 100.0, 70.0

    study = tuned(study, measured(study, draw), [draw], planned, Trials(days=2)).study
    assert len(days) == len(set(days)), "practice in another order sends the same bins"
    assert study.ratios == dict.fromkeys(POLICIES, 0.7)


def planned_days(bins_by_day: Sequence[int], most: int) -> list[int]:
    """Return which days of a schedule that empties so many bins on each were planned."""
    study = small_study([0.1] * max(bins_by_day), len(bins_by_day) + 1, 2)
    days = [[day for day, bins in enumerate(bins_by_day) if number < bins] for number in range(max(bins_by_day))]
    lengths: list[int] = []

    def planned(_town: DryTown, _group: Group, bins: Sequence[int]) -> tuple[float, float]:
        lengths.append(len(bins))
        return 100.0, 70.0

    planned_ratio(replace(study, schedule=Schedule(days)), FIXED, [], planned, most)
    return [bins_by_day.index(length) for length in lengths]


def test_as_many_days_are_planned_as_asked_spread_over_the_whole_list() -> None:
    assert planned_days(range(150, 155), 3) == [0, 1, 3]


def test_of_short_rounds_more_days_are_planned_so_that_a_small_towns_ratio_is_not_chance() -> None:
    assert planned_days(range(48, 53), 1) == [0, 1, 3]
    assert planned_days(range(1, 6), 1) == [0, 1, 2, 3, 4]
