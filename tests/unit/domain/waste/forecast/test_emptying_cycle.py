"""Longer waits end fuller, each bin has its own level, and errors stretch until they cover."""

from math import exp, log
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


def test_a_bin_that_has_shown_nothing_is_expected_as_the_others() -> None:
    cycles = EmptyingHistory()
    assert cycles.mean("new", DAY) == 75
    assert cycles.mean("new", 4 * DAY) == pytest.approx(75 + 19 * log(4))
    assert cycles.count("new") == 0


def test_a_very_short_or_long_wait_counts_as_the_shortest_or_longest_that_is_known() -> None:
    cycles = EmptyingHistory()
    assert cycles.mean("new", 8 * DAY) == cycles.mean("new", 30 * DAY) > cycles.mean("new", 8 * DAY - 1)
    assert cycles.mean("new", DAY // 10) == cycles.mean("new", 0) < cycles.mean("new", DAY // 10 + 1)


def test_the_first_emptying_makes_the_bins_own_level_and_moves_the_others_by_a_little() -> None:
    cycles = EmptyingHistory()
    cycles.learn("own", DAY, 54.0)
    pool = 75 - 21 / 21
    assert cycles.mean("other", DAY) == pytest.approx(pool)
    assert cycles.mean("own", DAY) == pytest.approx((54 + 2 * pool) / 3)


def test_the_slope_follows_what_a_longer_wait_brought() -> None:
    cycles = EmptyingHistory()
    cycles.learn("own", DAY, 55.0)
    cycles.learn("own", 2 * DAY, 80.0)
    level = 55 + (80 - 19 * log(2) - 55) / 2
    apart = 0.9 * log(2)  # from the bin's usual wait, which moves by a tenth
    assert cycles.slope == pytest.approx(19 + apart * (80 - level - 19 * log(2)) / (50 * 0.9995**2 + apart**2))


def test_a_bins_own_level_rests_on_its_last_twelve_emptyings() -> None:
    cycles = EmptyingHistory()
    for number in range(1, 20):
        cycles.learn("own", DAY, 60.0)
        assert cycles.count("own") == min(number, 12)


def learned(errors: list[float]) -> EmptyingHistory:
    """Return what is learned from emptyings of new bins that were fuller than expected by so much (%)."""
    cycles = EmptyingHistory()
    for number, error in enumerate(errors):
        cycles.learn(f"bin-{number}", DAY, cycles.mean(f"bin-{number}", DAY) + error)
    return cycles


EVEN = [number / 10 for number in range(-25, 25)]


def kept(cycles: EmptyingHistory) -> list[float]:
    errors = cycles.errors()
    return [] if errors is None else list(errors.ordered)


def test_errors_are_a_distribution_from_fifty_emptyings() -> None:
    assert learned(EVEN[:49]).errors() is None
    assert kept(learned(EVEN)) == pytest.approx(EVEN)


@pytest.mark.parametrize(("error", "stretch"), [(20.0, exp(0.008)), (0.0, exp(-0.002))])
def test_errors_widen_by_a_truth_outside_and_narrow_by_one_inside(error: float, stretch: float) -> None:
    assert kept(learned([*EVEN, error])) == pytest.approx(sorted(each * stretch for each in (*EVEN, error)))


def test_a_full_bin_may_have_held_any_more() -> None:
    cycles = learned(EVEN)
    for _ in range(20):
        cycles.learn("full", DAY, 99.0)
    before = cycles.errors()
    assert before is not None
    below = before.chance_below(100.0 - cycles.mean("full", DAY))
    assert below < 0.9
    least = before.ordered[0]
    cycles.learn("full", DAY, 100.0)
    # The truth lies anywhere in [below, 1]: of that, only what is above P90 is outside.
    assert kept(cycles)[0] == pytest.approx(least * exp(0.01 * (0.1 / (1 - below) - 0.2)), rel=1e-12)


def test_only_the_newest_fifteen_hundred_errors_count() -> None:
    cycles = EmptyingHistory()
    for number in range(1502):
        cycles.learn(f"bin-{number % 40}", DAY, 60.0)
    assert len(kept(cycles)) == 1500
