"""Money follows from the prices, and at its break-even price an on-demand emptying saves nothing and costs nothing."""

from dataclasses import replace

import pytest

from domain.dryrun.money import Prices, break_even_emptying, figures, payback_years
from domain.dryrun.tally import Counts
from tests.unit.domain.dryrun.small_town import PACE, small_study

PRICES = Prices(hour=1000, km=5, emptying=10, overflow_hour=2, sensor_year=500, sensor_once=1500)
BEFORE = Counts(emptyings=600, early=300, late=30, overflow_hours=100, km=300, unload_hours=10, truck_days=100)
FACTORS = small_study([0.1], 12, 4).factors


def test_the_figures_are_as_by_hand() -> None:
    before = figures(BEFORE, PACE, FACTORS, PRICES)
    assert (before.drive_hours, before.stop_hours, before.hours) == (10, 10, 30)
    assert before.idle_hours == pytest.approx(9)
    assert before.litres == pytest.approx(300 * 0.7 + 10 * 6 + 9 * 2.5)
    assert before.co2_kg == pytest.approx(before.litres * 2.66)
    assert (before.early_share, before.late_share) == (0.5, 0.05)
    assert before.cost == 30 * 1000 + 300 * 5 + 600 * 10 + 100 * 2


def test_at_the_break_even_price_on_demand_costs_what_practice_did() -> None:
    before = figures(BEFORE, PACE, FACTORS, PRICES)
    after = figures(replace(BEFORE, emptyings=400, km=250), PACE, FACTORS, PRICES)
    price = break_even_emptying(before, after, 10, 1.0, PRICES)
    assert price * 400 + 10 * 500 == pytest.approx(before.cost)


def test_sensors_that_save_less_than_they_cost_never_pay_back() -> None:
    before = figures(BEFORE, PACE, FACTORS, PRICES)
    after = replace(before, cost=before.cost - 6000)
    assert payback_years(before, after, 10, 1.0, PRICES) == pytest.approx(15)
    assert payback_years(before, after, 12, 1.0, PRICES) is None
