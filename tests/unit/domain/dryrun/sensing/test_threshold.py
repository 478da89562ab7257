"""A bin is above its threshold exactly when the service's own forecast puts its risk above the limit."""

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from config.waste import load_waste
from domain.dryrun.sensing.threshold import quantile, thresholds
from domain.duration import DAY
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.forecast.gamma import chance_below

RULES = load_waste().demand


@given(st.integers(1, 100), st.floats(0.02, 0.4), st.floats(0.0, 1.2), st.sampled_from((0.05, 0.1, 0.2)))
def test_a_bin_above_its_threshold_is_one_that_the_service_would_send_for(
    steps: int, dispersion: float, level: float, limit: float
) -> None:
    expected, days = steps * 0.02, 2.0
    demand = replace(unknown_demand(RULES), days=RULES.memory_days, dispersion=dispersion)
    spread = demand.spread(days, RULES)
    fill = thresholds(limit, spread).fill(expected)
    assume(abs(level - fill) > 0.001)
    outlook = Outlook(since=0, content=((level, 1.0),), demand=demand, rate=expected / days, rules=RULES)
    assert (outlook.chance_full(round(days * DAY)) > limit) == (level > fill)


@given(st.floats(0.01, 0.99), st.floats(0.05, 3), st.floats(0.02, 0.5))
def test_a_quantile_is_not_exceeded_with_its_chance(chance: float, mean: float, spread: float) -> None:
    value = quantile(chance, mean, spread)
    assert chance_below(max(value - 0.0002, 0), mean / spread, spread) <= chance <= chance_below(value + 0.0002, mean / spread, spread)
