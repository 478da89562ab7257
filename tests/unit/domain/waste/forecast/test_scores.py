"""Measures on cases worked by hand."""

import pytest

from domain.waste.forecast.scores import EventForecasts, SmoothedBaseline, coverage, pinball


def test_pinball_of_a_perfect_forecast_is_nothing() -> None:
    assert pinball((5.0, 5.0, 5.0), 5.0) == 0


def test_pinball_by_hand() -> None:
    assert pinball((0.0, 10.0, 20.0), 10.0) == pytest.approx((0.1 * 10 + 0 + 10 * 0.1) / 3)


@pytest.mark.parametrize(("below", "upto", "share"), [(0.0, 1.0, 0.8), (0.2, 0.4, 1.0), (0.0, 0.1, 0.0), (0.85, 0.95, 0.5)])
def test_a_step_counts_for_its_share_inside(below: float, upto: float, share: float) -> None:
    assert coverage(below, upto) == pytest.approx(share)


def test_skill_against_the_share_of_the_other_forecasts() -> None:
    events = EventForecasts()
    for chance, came in ((1.0, True), (0.0, False), (0.0, False)):
        events.add("a", chance, came)
    assert events.brier() == 0
    assert events.skill() == 1


def test_saying_the_climatology_has_no_skill() -> None:
    events = EventForecasts()
    for came in [True] * 500 + [False] * 500:
        events.add("a", 0.5, came)
    assert events.skill() == pytest.approx(0.0, abs=0.01)


def test_the_yardstick_is_dressed_with_its_errors() -> None:
    smoothed = SmoothedBaseline()
    for number in range(200):
        smoothed.learn("a", 10.0 + (number % 2) * 10)
    low, _, high = smoothed.quantiles("a") or (0, 0, 0)
    assert high - low == pytest.approx(10.0, abs=2)
