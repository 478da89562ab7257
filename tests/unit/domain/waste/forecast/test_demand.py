"""A rate follows what comes in, days of the week differ, and a new bin believes the others."""

from dataclasses import replace

import pytest

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.demand import Demand, DemandRules, learn, pooled_rate, unknown_demand

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


FLAT = Demand(rate=0.15, days=0.0, weekdays=(0.0,) * 7, dispersion=0.1)
BY_HAND = DemandRules(
    memory_days=20, pool_days=5, weekday_weight=0.04, first_dispersion=0.1, dispersion=0.25, least_dispersion=0.01, rate=0.15
)


def test_a_first_day_is_learned_as_worked_by_hand() -> None:
    learned = learn(FLAT, MONDAY, MONDAY + DAY, 0.3, pool=0.1, rules=BY_HAND, coarse=False)
    assert (learned.rate, learned.days) == (pytest.approx(0.3), 1.0)
    assert learned.dispersion == pytest.approx(0.1 + ((0.3 - 0.1) ** 2 / 0.1 - 0.1) / (1 + 5))
    monday = 0.04 * (0.3 / 0.1 - 1)  # three times what the others' rate let expect
    assert learned.weekdays == pytest.approx((monday - monday / 7, *(-monday / 7,) * 6))


def test_a_day_moves_a_rate_of_twenty_days_by_a_twentieth_and_by_what_its_weekday_usually_brings() -> None:
    demand = replace(FLAT, rate=0.2, days=20.0, weekdays=(1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0))
    learned = learn(demand, MONDAY, MONDAY + DAY, 0.5, pool=0.1, rules=BY_HAND, coarse=False)
    assert (learned.rate, learned.days) == (pytest.approx(0.2 + (0.5 / 2 - 0.2) / 20), 20.0)


def test_a_level_that_fell_a_little_is_no_negative_rate() -> None:
    learned = learn(FLAT, MONDAY, MONDAY + DAY, -5.0, pool=0.1, rules=BY_HAND, coarse=False)
    assert learned.rate == 0.0
    assert learned.weekdays[0] == pytest.approx(-0.9 + 0.9 / 7)
    assert min(learned.weekdays) >= -0.9


def test_a_bin_that_fills_as_expected_shows_no_less_than_the_least_spread() -> None:
    demand = replace(FLAT, rate=0.1, days=20.0, dispersion=0.0101)
    assert learn(demand, MONDAY, MONDAY + DAY, 0.1, pool=0.1, rules=BY_HAND, coarse=False).dispersion == 0.01


@pytest.mark.parametrize(("days", "teaches"), [(0.9, True), (1.49, True), (1.5, False)])
def test_only_about_a_day_teaches_a_weekday(days: float, teaches: bool) -> None:
    learned = learn(FLAT, MONDAY, MONDAY + round(days * DAY), 0.9, pool=0.1, rules=BY_HAND, coarse=False)
    assert (learned.weekdays != FLAT.weekdays) is teaches


def test_the_weekday_is_that_of_the_middle_in_norwegian_standard_time() -> None:
    for weekday in range(7):
        start = MONDAY + weekday * DAY
        learned = learn(FLAT, start, start + DAY, 0.9, pool=0.1, rules=BY_HAND, coarse=False)
        assert max(range(7), key=learned.weekdays.__getitem__) == weekday
    night = learn(FLAT, MONDAY - DAY // 2 - 2, MONDAY + DAY // 2, 0.9, pool=0.1, rules=BY_HAND, coarse=False)
    assert max(night.weekdays) == night.weekdays[6]


def test_where_nothing_was_expected_no_spread_and_no_weekday_are_learned() -> None:
    demand = replace(FLAT, rate=0.0)
    learned = learn(demand, MONDAY, MONDAY + DAY, 0.4, pool=0.0, rules=BY_HAND, coarse=False)
    assert (learned.rate, learned.weekdays, learned.dispersion) == (pytest.approx(0.4), demand.weekdays, 0.1)


def test_a_weekday_brings_its_share_from_midnight_to_midnight() -> None:
    demand = replace(FLAT, weekdays=(0.5, 0.0, -0.5, 0.0, 0.2, 0.0, -0.2))
    days = [demand.expected(MONDAY + day * DAY, MONDAY + (day + 1) * DAY, 0.2) for day in range(8)]
    assert days == pytest.approx([0.3, 0.2, 0.1, 0.2, 0.24, 0.2, 0.16, 0.3])
    assert demand.expected(MONDAY, MONDAY + DAY // 4, 0.2) == pytest.approx(0.3 / 4)


def test_a_rate_is_drawn_to_the_others_and_spreads_by_what_is_known_of_it() -> None:
    demand = replace(FLAT, rate=0.2, days=10.0)
    assert demand.shrunk_rate(0.5, BY_HAND) == pytest.approx((0.2 * 10 + 0.5 * 5) / 15)
    assert demand.spread(3.0, BY_HAND) == pytest.approx(0.1 * (1 + 3 / 15))


def test_a_bin_belongs_to_the_pool_from_the_day_it_counts_as_much_as_the_others() -> None:
    young, old = replace(FLAT, rate=0.5, days=4.99), replace(FLAT, rate=0.3, days=5.0)
    assert pooled_rate([young, old], BY_HAND) == 0.3
