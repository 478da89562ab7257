"""A visit costs its stop and the way that it adds."""

import pytest

from domain.dryrun.visit_cost import stop_cost, visit_costs
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
