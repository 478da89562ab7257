"""A rate follows what comes in, days of the week differ, and a new bin believes the others."""

from dataclasses import replace

import pytest

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.demand import Demand, learn, pooled_rate, unknown_demand

RULES = load_waste().demand
MONDAY = 4 * DAY - 3_600_000  # 5 January 1970, 00:00 UTC+1


def taught(days: int, amount: float, *, start: int = MONDAY, demand: Demand | None = None, weekend: float | None = None) -> Demand:
    learned = demand or unknown_demand(RULES)
    for day in range(days):
        came = weekend if weekend is not None and day % 7 >= 5 else amount
        time = start + day * DAY
        learned = learn(learned, time, time + DAY, came, pool=0.1, rules=RULES, coarse=False)
    return learned


def test_a_steady_bin_is_learned() -> None:
    assert taught(40, 0.2).rate == pytest.approx(0.2, rel=0.02)


def test_a_change_is_followed_within_weeks() -> None:
    assert taught(42, 0.4, demand=taught(42, 0.1)).rate == pytest.approx(0.4, rel=0.15)


def test_a_new_bin_believes_the_others_and_then_itself() -> None:
    assert unknown_demand(RULES).shrunk_rate(0.3, RULES) == pytest.approx(0.3)
    assert taught(60, 0.1).shrunk_rate(0.3, RULES) < 0.18


def test_days_of_the_week_differ() -> None:
    learned = taught(7 * 52, 0.2, weekend=0.02)
    tuesday, sunday = MONDAY + DAY, MONDAY + 6 * DAY
    assert learned.expected(tuesday, tuesday + DAY, learned.rate) > 3 * learned.expected(sunday, sunday + DAY, learned.rate)


def test_what_is_expected_adds_up_over_time() -> None:
    demand = replace(unknown_demand(RULES), weekdays=(0.5, 0.0, -0.5, 0.0, 0.2, 0.0, -0.2))
    start, middle, end = MONDAY + 7_000_000, MONDAY + 3 * DAY + 1, MONDAY + 9 * DAY
    parts = demand.expected(start, middle, 0.2) + demand.expected(middle, end, 0.2)
    assert parts == pytest.approx(demand.expected(start, end, 0.2))


def test_little_learned_and_far_ahead_spread_wider() -> None:
    assert unknown_demand(RULES).spread(1.0, RULES) < unknown_demand(RULES).spread(10.0, RULES)
    assert taught(30, 0.2).spread(10.0, RULES) < unknown_demand(RULES).spread(10.0, RULES)


def test_a_coarse_sensor_teaches_no_spread() -> None:
    learned = learn(unknown_demand(RULES), MONDAY, MONDAY + DAY, 0.9, pool=0.1, rules=RULES, coarse=True)
    assert learned.dispersion == RULES.dispersion


def test_the_pool_is_the_mean_of_those_that_have_told_enough() -> None:
    assert pooled_rate([taught(20, 0.1), taught(20, 0.3), unknown_demand(RULES)], RULES) == pytest.approx(0.2, rel=0.05)
    assert pooled_rate([unknown_demand(RULES)], RULES) == RULES.rate
