"""Rates are learned from fills that are seen only at emptyings, and a bin that was full is no bin that held exactly one bin."""

from math import inf
from random import Random

import pytest

from domain.dryrun.demand.cycle import BinHistory, Cycle
from domain.dryrun.demand.fill_rate import Prior, fill_rates, posterior
from domain.dryrun.emptying_list import SeenFill, seen_fill

PRIOR = Prior(log_rate=-2.0, spread=1.0, dispersion=0.1)


def cycles(rate: float, days: int, count: int, seed: int, *, noted: bool = True) -> list[Cycle]:
    dice = Random(seed)
    amounts = [dice.gammavariate(rate * days / 0.1, 0.1) for _ in range(count)]
    return [
        Cycle(start=number * days, end=(number + 1) * days, fill=seen_fill(min(amount, 1.0), 0.05) if noted else None)
        for number, amount in enumerate(amounts)
    ]


def test_bins_that_were_mostly_full_fill_faster_than_what_was_seen_in_them() -> None:
    rate = posterior(cycles(0.4, 4, 60, 1), PRIOR)
    assert rate.censored > 45
    assert rate.mean == pytest.approx(0.4, rel=0.15)  # what was seen alone says 0.25


def test_a_rate_lies_within_its_interval_as_often_as_it_says() -> None:
    within = 0
    for seed in range(60):
        rate = posterior(cycles(0.15, 5, 25, seed), PRIOR)
        below = sum(chance for value, chance in zip(rate.rates, rate.chances, strict=True) if value < 0.15)
        within += 0.05 <= below <= 0.95
    assert 48 <= within <= 59


def test_a_fill_that_nobody_noted_changes_nothing() -> None:
    unseen = posterior(cycles(0.15, 5, 25, 3, noted=False), PRIOR)
    assert (unseen.seen, unseen.mean) == (0, posterior([], PRIOR).mean)


def test_a_bin_with_few_fills_is_drawn_towards_the_others() -> None:
    others = {f"b{seed}": BinHistory(cycles=cycles(0.1, 5, 30, seed), start=0, end=150, usual_days=5) for seed in range(12)}
    single = [Cycle(start=0, end=5, fill=SeenFill(low=0.9, high=inf))]
    rates = fill_rates({**others, "new": BinHistory(cycles=single, start=0, end=5, usual_days=5)}, interval_fill=0.8, dispersion=0.1)
    assert 0.1 < rates["new"].mean < 0.2
    assert rates["b0"].mean == pytest.approx(0.1, rel=0.2)
    assert 0.06 < rates["b0"].dispersion < 0.15
