"""A visit costs its stop and the way that it adds."""

import pytest

from domain.dryrun.tuning.bin_outcome import RISKS, Outcome
from domain.dryrun.tuning.bin_plan import BinChoices
from domain.dryrun.tuning.visit_cost import spared, stop_cost, visit_costs
from tests.unit.domain.dryrun.small_town import small_study


def test_a_bin_out_of_the_way_costs_more_and_one_that_is_passed_half_of_its_legs() -> None:
    study = small_study([0.1, 0.1, 0.1], 20, 4)  # at 100, 200 and 300 m, the depot at 0
    costs = visit_costs(study, study.town.groups[0], {4: [0, 1, 2]}, 1.0)
    a_metre = (study.prices.km + study.prices.hour / 30) / 1000
    assert costs[0] == pytest.approx(stop_cost(study) + 50 * a_metre)  # passed anyway: half of 2 × 50 m
    assert costs[2] == pytest.approx(stop_cost(study) + (200 + 200) / 2 * a_metre)


def test_a_bin_that_no_round_visits_costs_what_the_others_do_on_average() -> None:
    study = small_study([0.1, 0.1, 0.1], 20, 4)
    costs = visit_costs(study, study.town.groups[0], {4: [0, 1]}, 1.0)
    assert costs[2] == pytest.approx((costs[0] + costs[1]) / 2)


def test_of_a_visit_the_stop_is_always_spared_and_of_its_way_the_share_that_is_asked() -> None:
    study = small_study([0.1], 20, 4)
    stop = stop_cost(study)
    bins = {0: BinChoices(turns={0: Outcome(5, 0)}, sensor=[Outcome(4, 0)] * len(RISKS), visit=stop + 40.0)}
    assert [spared(study, bins, share)[0].visit - stop for share in (1.0, 0.5, 0.0)] == pytest.approx([40.0, 20.0, 0.0])
