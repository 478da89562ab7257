"""A bin is worth more the more of its cycle is over; nothing early in it, and all of its visit when it is due."""

from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.decision.prize import PrizeRule, used, used_share
from domain.waste.forecast.demand import Demand
from domain.waste.forecast.forecast import HORIZON, Outlook
from domain.waste.level.belief import Belief

NOW = 1_769_860_800_000
RULE = PrizeRule(metres=900, exponent=2.0, least=0.4)
DEMAND = load_waste().demand


@pytest.mark.parametrize(("share", "metres"), [(nextafter(0.4, -inf), 0.0), (0.4, 144.0), (0.5, 225.0), (1.0, 900.0), (1.5, 900.0)])
def test_the_prize_begins_at_the_least_share_and_ends_at_the_whole(share: float, metres: float) -> None:
    assert RULE.prize(share) == pytest.approx(metres)


@given(st.floats(0, 2), st.floats(0, 2))
def test_more_of_the_cycle_is_never_worth_less(share: float, other_share: float) -> None:
    assert RULE.prize(min(share, other_share)) <= RULE.prize(max(share, other_share))


@pytest.mark.parametrize(("since", "until", "share"), [(3, 1, 0.75), (0, 5, 0.0), (-1, 5, 0.0), (4, 0, 1.0), (0, -1, 1.0), (1, 1, 0.5)])
def test_the_share_is_the_days_since_of_all_days(since: float, until: float, share: float) -> None:
    assert used_share(since, until) == share


def belief(rate: float, *, fill: float | None = 50.0, emptied_at: int | None = NOW - 3 * DAY, knows: bool = True) -> Belief:
    demand = Demand(rate=rate, days=200.0, weekdays=(0.0,) * 7, dispersion=0.001)
    outlook = Outlook(since=NOW, content=(((fill or 0) / 100, 1.0),), demand=demand, rate=rate, rules=DEMAND) if knows else None
    return Belief(bin_id="b", known_at=NOW, time=NOW, fill=fill, emptied_at=emptied_at, outlook=outlook)


def test_a_bin_whose_level_nobody_knows_has_no_share() -> None:
    assert used(belief(0.1, knows=False), NOW, 0.1) is None


def test_a_bin_is_due_when_its_risk_reaches_the_limit() -> None:
    steady = belief(0.1)
    assert steady.outlook is not None
    due = steady.outlook.quantile(0.1)
    assert due is not None
    assert used(steady, NOW, 0.1) == pytest.approx(3 * DAY / (3 * DAY + due - NOW))
    assert used(steady, NOW + 2 * DAY, 0.1) == pytest.approx(5 * DAY / (3 * DAY + due - NOW)), "it is as far on as the days that passed"


def test_a_bin_that_nothing_comes_into_is_due_at_the_horizon() -> None:
    assert used(belief(1e-6), NOW, 0.1) == pytest.approx(3 * DAY / (3 * DAY + HORIZON))


@pytest.mark.parametrize(("fill", "share"), [(50.0, 0.5), (120.0, 1.0), (None, 0.0)])
def test_before_any_emptying_the_level_tells(fill: float | None, share: float) -> None:
    assert used(belief(0.1, fill=fill, emptied_at=None), NOW, 0.1) == share
