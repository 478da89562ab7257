"""What is predicted of the months to come holds as often as it says, where bins fill as they did."""

from random import Random

import pytest

from domain.dryrun.demand.cycle import BinHistory, Cycle
from domain.dryrun.demand.fill_rate import fill_rates
from domain.dryrun.demand.prediction import drawn_totals, drift_of
from domain.dryrun.emptying_list import seen_fill
from domain.dryrun.spread import interval


def cycles(rate: float, start: int, end: int, dice: Random) -> list[Cycle]:
    return [
        Cycle(start=day, end=day + 3, fill=seen_fill(min(1.0, dice.gammavariate(rate * 3 / 0.1, 0.1)), 0.05))
        for day in range(start, end, 3)
    ]


@pytest.fixture(scope="module")
def town() -> tuple[dict[str, BinHistory], dict[str, list[Cycle]]]:
    dice = Random(4)
    rates = {f"b{number}": 0.05 + 0.01 * (number % 15) for number in range(60)}
    past = {name: BinHistory(cycles=cycles(rate, 0, 60, dice), start=0, end=60, usual_days=3) for name, rate in rates.items()}
    return past, {name: cycles(rate, 60, 90, dice) for name, rate in rates.items()}


def test_a_bins_next_month_is_within_its_interval_nine_times_in_ten(town: tuple[dict[str, BinHistory], dict[str, list[Cycle]]]) -> None:
    past, coming = town
    rates = fill_rates(past, interval_fill=0.8, dispersion=0.1)
    drawn = drawn_totals(coming, rates, drift_of(past, rates, 30), Random(1), 300)
    true = {name: sum(min(1.0, cycle.fill.middle) for cycle in own if cycle.fill) for name, own in coming.items()}
    bounds = {name: interval(totals) for name, totals in drawn.items()}
    within = sum(bounds[name].low <= true[name] <= bounds[name].high for name in true)
    assert 0.8 * len(true) <= within <= 0.99 * len(true) + 1


def test_a_town_whose_bins_all_fill_faster_is_expected_to_go_on_half_as_much() -> None:
    dice = Random(7)
    past = {
        f"b{number}": BinHistory(cycles=[*cycles(0.1, 0, 30, dice), *cycles(0.13, 30, 60, dice)], start=0, end=60, usual_days=3)
        for number in range(40)
    }
    drift = drift_of(past, fill_rates(past, interval_fill=0.8, dispersion=0.1), 30)
    assert 0.08 < drift.trend < 0.19  # half of log 1.3 is 0.13
    assert drift.bin < 0.15
