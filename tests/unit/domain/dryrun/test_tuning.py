"""The planner's own tours say how good the estimated ones are: of as many days as asked, and no day twice."""

from collections.abc import Sequence
from random import Random

from domain.dryrun.study import POLICIES, drawn
from domain.dryrun.town import DryTown, Group
from domain.dryrun.tuning import measured, tuned
from tests.unit.domain.dryrun.small_town import small_study


def test_the_planner_plans_so_many_days_for_each_policy_and_none_twice() -> None:
    study = small_study((0.03, 0.3, 0.12), 60, 3)
    draw = drawn(study, Random(1))
    days: list[tuple[int, ...]] = []

    def planned(_town: DryTown, _group: Group, bins: Sequence[int]) -> tuple[float, float]:
        days.append(tuple(bins))
        return 100.0, 70.0

    study = tuned(study, measured(study, draw), [draw], planned, 2).study
    assert len(days) == len(set(days)) < 2 * len(POLICIES), "practice in another order sends the same bins"
    assert study.ratios == dict.fromkeys(POLICIES, 0.7)
