"""Measures on cases worked by hand."""

import pytest

from domain.waste.forecast.scores import ErrorDistribution, EventForecasts, SmoothedBaseline, coverage, pinball


def test_pinball_of_a_perfect_forecast_is_nothing() -> None:
    assert pinball((5.0, 5.0, 5.0), 5.0) == 0


def test_pinball_by_hand() -> None:
    assert pinball((0.0, 10.0, 20.0), 10.0) == pytest.approx((0.1 * 10 + 0 + 10 * 0.1) / 3)


@pytest.mark.parametrize(("below", "upto", "share"), [(0.0, 1.0, 0.8), (0.2, 0.4, 1.0), (0.0, 0.1, 0.0), (0.85, 0.95, 0.5)])
def test_a_step_counts_for_its_share_inside(below: float, upto: float, share: float) -> None:
    assert coverage(below, upto) == pytest.approx(share)


@pytest.mark.parametrize(("truth", "inside"), [(0.099, 0.0), (0.1, 1.0), (0.5, 1.0), (0.9, 1.0), (0.901, 0.0)])
def test_a_truth_known_to_a_point_is_inside_or_outside(truth: float, inside: float) -> None:
    assert coverage(truth, truth) == inside


def test_skill_against_the_share_of_the_other_forecasts() -> None:
    events = EventForecasts()
    for chance, happened in ((1.0, True), (0.0, False), (0.0, False)):
        events.add("a", chance, happened)
    assert events.brier() == 0
    assert events.skill() == 1


def test_saying_the_climatology_has_no_skill() -> None:
    events = EventForecasts()
    for happened in [True] * 500 + [False] * 500:
        events.add("a", 0.5, happened)
    assert events.skill() == pytest.approx(0.0, abs=0.01)


def test_the_yardstick_is_dressed_with_its_errors() -> None:
    smoothed = SmoothedBaseline()
    for number in range(200):
        smoothed.learn("a", 10.0 + (number % 2) * 10)
    low, _, high = smoothed.quantiles("a") or (0, 0, 0)
    assert high - low == pytest.approx(10.0, abs=2)
    assert smoothed.quantiles("b") is None  # it has shown nothing of its own


def test_skill_by_hand() -> None:
    events = EventForecasts()
    for chance, happened in ((0.8, True), (0.3, False), (0.4, True)):
        events.add("a", chance, happened)
    # Of the others, half came for each that came, and both for the one that did not: 0.25 + 0.25 + 1.
    assert events.skill() == pytest.approx(1 - (0.04 + 0.09 + 0.36) / 1.5)
    events.add("b", 0.5, True)
    assert events.skill() == pytest.approx(1 - (0.04 + 0.09 + 0.36) / 1.5)  # a single forecast has no others to compare with
    assert events.brier() == pytest.approx((0.04 + 0.09 + 0.36 + 0.25) / 4)
    assert events.count == 4


def test_where_nothing_varies_there_is_no_skill_to_have() -> None:
    events = EventForecasts()
    events.add("a", 0.7, True)
    assert events.skill() is None
    events.add("a", 0.7, True)
    assert events.skill() is None


def test_the_yardstick_by_hand() -> None:
    smoothed = SmoothedBaseline(keep=2)
    assert smoothed.quantiles("a") is None
    smoothed.learn("a", 10.0)  # error 0, mean 10
    smoothed.learn("a", 20.0)  # error 10, mean 10.8
    assert smoothed.quantiles("a") == pytest.approx([10.8, 20.8, 20.8])
    smoothed.learn("a", 9.8)  # error -1, mean 10.72; the first error is forgotten
    assert smoothed.quantiles("a") == pytest.approx([9.72, 20.72, 20.72])


def test_errors_made_before_are_a_distribution() -> None:
    errors = ErrorDistribution([-2.0, 0.0, 1.0, 5.0])
    assert [errors.quantile(tau) for tau in (0.0, 0.25, 0.5, 0.99, 1.0)] == [-2.0, 0.0, 1.0, 5.0, 5.0]
    assert [errors.chance_below(error) for error in (-2.0, 1.0, 1.1, 6.0)] == [0.0, 0.5, 0.75, 1.0]
