"""Longer waits end fuller, each bin has its own level, and errors stretch until they cover."""

from random import Random

import pytest

from domain.duration import DAY
from domain.waste.forecast.emptying_cycle import EmptyingHistory


def taught(dice: Random) -> EmptyingHistory:
    cycles = EmptyingHistory()
    for number in range(600):
        bin_id, days = ("often", "seldom")[number % 2], dice.choice((1, 2, 4))
        usual = {"often": 60, "seldom": 40}[bin_id] + 10 * (days > 1) + 10 * (days > 2)
        cycles.learn(bin_id, days * DAY, usual + dice.gauss(0, 5))
    return cycles


def test_a_bin_has_its_own_level_and_a_longer_wait_ends_fuller() -> None:
    cycles = taught(Random(1))
    assert cycles.mean("often", DAY) == pytest.approx(60, abs=6)
    assert cycles.mean("seldom", 4 * DAY) == pytest.approx(60, abs=6)
    assert cycles.mean("often", 4 * DAY) > cycles.mean("often", DAY)


def test_errors_cover_eight_in_ten() -> None:
    errors = taught(Random(2)).errors()
    assert errors is not None
    assert errors.quantile(0.9) - errors.quantile(0.1) == pytest.approx(2 * 1.28 * 5, rel=0.25)


def test_too_few_emptyings_are_no_distribution() -> None:
    assert EmptyingHistory().errors() is None
