"""A forecast widens with time and never calls a silent bin empty."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.forecast import HORIZON, Outlook

RULES = load_waste().demand
NOON = 20_000 * DAY


def outlook(level: float, rate: float = 0.2) -> Outlook:
    demand = replace(unknown_demand(RULES), rate=rate, days=20.0, dispersion=0.05)
    return Outlook(since=NOON, content=((level, 1.0),), demand=demand, rate=rate, rules=RULES)


@given(st.floats(0, 1.2), st.integers(0, 30), st.integers(0, 30))
def test_full_only_becomes_more_likely_with_time(level: float, a: int, b: int) -> None:
    early, late = sorted((a, b))
    ahead = outlook(level)
    assert ahead.chance_full(NOON + early * DAY) <= ahead.chance_full(NOON + late * DAY) + 1e-9


@given(st.floats(0, 1.2))
def test_quantiles_are_in_order(level: float) -> None:
    times = [outlook(level).quantile(chance) or NOON + HORIZON for chance in (0.1, 0.5, 0.9)]
    assert times == sorted(times)


def test_half_a_bin_at_a_fifth_a_day_lasts_about_two_days_and_a_half() -> None:
    expected = outlook(0.5).quantile(0.5)
    assert expected is not None
    assert abs((expected - NOON) / DAY - 2.5) < 0.3


@given(level=st.floats(0, 1.2), days=st.integers(0, 14))
def test_what_a_bin_holds_grows_with_time_and_probability_and_agrees_with_the_chance(level: float, days: int) -> None:
    ahead, time = outlook(level), NOON + days * DAY
    low, middle, high = (ahead.content_at(time, chance) for chance in (0.1, 0.5, 0.9))
    assert low <= middle <= high <= 1.0
    assert high <= ahead.content_at(time + DAY, 0.9) + 0.01
    if 0.0 < middle < 1.0:
        assert ahead.chance_full(time, middle) <= 0.5 <= ahead.chance_full(time, middle - 0.02)


def test_a_full_bin_is_full_now() -> None:
    assert outlook(1.0).quantile(0.9) == NOON


def test_a_bin_that_takes_in_nothing_is_not_full_within_the_horizon() -> None:
    assert outlook(0.5, rate=0.0).quantile(0.5) is None


def test_a_silent_sensor_means_fuller_never_emptier() -> None:
    ahead = outlook(0.3)
    assert ahead.chance_full(NOON + 10 * DAY) > 0.9


def test_what_a_bin_holds_after_a_day_is_what_it_held_and_a_days_waste_about() -> None:
    ahead = outlook(0.3)
    low, middle, high = (ahead.content_at(NOON + DAY, chance) for chance in (0.1, 0.5, 0.9))
    assert 0.31 < low < 0.45 < middle < 0.52 < high < 0.8
    for content, chance in ((low, 0.1), (middle, 0.5), (high, 0.9)):
        assert ahead.chance_full(NOON + DAY, content) <= 1 - chance <= ahead.chance_full(NOON + DAY, content - 0.02)
    assert ahead.content_at(NOON + DAY, 0.5, most=0.4) == 0.4
