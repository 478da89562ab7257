"""A backtest judges only what could be known, and says when a record is too short."""

from itertools import pairwise
from random import Random
from statistics import fmean

import pytest

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.backtest import score_emptyings, score_levels
from domain.waste.forecast.emptying_cycle import EmptyingHistory
from domain.waste.forecast.scores import TAUS, EventForecasts, SmoothedBaseline, coverage, pinball

RULES = load_waste().demand


def steps(dice: Random, rate: float, days: int) -> dict[int, float]:
    """Return a bin read in steps of 20 % once a day, emptied the day after it was 80 % full."""
    content, levels = 0.0, {}
    for day in range(days):
        content = 0.0 if content >= 80 else content + dice.expovariate(1 / rate)
        levels[day * DAY] = min(content // 20 * 20, 100.0)
    return levels


def test_levels_are_forecast_better_than_by_climatology_and_smoothing() -> None:
    dice = Random(3)
    scores = score_levels({f"bin-{number}": steps(dice, 8 + number, 300) for number in range(6)}, 80.0, RULES)
    assert scores.brier_skill is not None
    assert scores.brier_skill > 0.2
    assert scores.pinball < scores.pinball_ewma
    assert 0.75 <= scores.coverage_p10_p90 <= 0.85


def test_fill_at_emptyings_is_forecast_from_the_wait() -> None:
    dice = Random(4)
    bins = {}
    for number in range(12):
        time, own = 0, []
        for _ in range(60):
            days = dice.choice((1, 2, 3, 5))
            time += days * DAY
            own.append((time, min(100.0, 45 + 3 * number + 19 * {1: 0, 2: 0.7, 3: 1.1, 5: 1.6}[days] + dice.gauss(0, 8))))
        bins[f"bin-{number}"] = own
    scores = score_emptyings(bins)
    assert scores.brier_skill is not None
    assert scores.brier_skill > 0.1
    assert scores.pinball < scores.pinball_ewma
    assert 0.75 <= scores.coverage_p10_p90 <= 0.85


def test_a_short_record_is_told() -> None:
    with pytest.raises(ValueError, match="too short"):
        score_levels({"bin": {0: 20.0, DAY: 40.0}}, 80.0, RULES)
    with pytest.raises(ValueError, match="too short"):
        score_emptyings({"bin": [(0, 50.0), (DAY, 60.0)]})


def sawtooth(days: int) -> dict[str, dict[int, float]]:
    """Return a bin that is full on every fourth day, and emptied the day after."""
    return {"bin": {day * DAY: day % 4 * 20.0 for day in range(days)}}


@pytest.mark.parametrize("days", [60, 62, 63])
def test_a_record_that_ends_before_the_forecasts_of_three_days_come_true_is_too_short(days: int) -> None:
    with pytest.raises(ValueError, match="too short"):
        score_levels(sawtooth(days), 60.0, RULES)


def test_a_record_is_long_enough_when_one_forecast_of_three_days_came_true() -> None:
    assert score_levels(sawtooth(64), 60.0, RULES).forecasts == 3


def emptied_now_and_then(dice: Random) -> dict[str, list[tuple[int, float]]]:
    """Return three bins that are emptied every one to four days, some of them fuller than their sensors see."""
    bins = {}
    for number in range(3):
        time, own = number, []
        for _ in range(60):
            days = dice.choice((1, 2, 4))
            time += days * DAY
            own.append((time, min(100.0, 50 + 15 * number + 8 * days + dice.gauss(0, 6))))
        bins[f"bin-{number}"] = own
    return bins


def test_each_emptying_is_forecast_from_those_before_it_alone() -> None:
    bins = emptied_now_and_then(Random(5))
    waits = sorted((after[0], name, after[0] - before[0], after[1]) for name, own in bins.items() for before, after in pairwise(own))
    losses, usual_losses, covered, events = [], [], [], EventForecasts()
    for number, (_, name, waited, fill) in enumerate(waits):
        cycles, smoothed = EmptyingHistory(), SmoothedBaseline()
        for _, other, its_wait, its_fill in waits[:number]:
            cycles.learn(other, its_wait, its_fill)
            smoothed.learn(other, its_fill)
        errors, usual = cycles.errors(), smoothed.quantiles(name)
        if errors is None or usual is None or sum(other == name for _, other, _, _ in waits[:number]) < 3:
            continue
        mean = cycles.mean(name, waited)
        losses.append(pinball([within(mean + errors.quantile(tau)) for tau in TAUS], fill))
        usual_losses.append(pinball([within(quantile) for quantile in usual], fill))
        below = errors.chance_below(fill - mean)
        covered.append(coverage(below, 1.0 if fill == 100 else errors.chance_below(fill - mean + 1)))
        events.add(name, 1 - errors.chance_below(90 - mean), fill >= 90)
    scores = score_emptyings(bins)
    assert len(losses) > 100
    assert any(fill == 100 for *_, fill in waits)
    assert (scores.bins, scores.forecasts, scores.brier_skill_by_days, scores.coverage_full_at) == (3, len(losses), {}, None)
    assert (scores.pinball, scores.pinball_ewma) == (pytest.approx(fmean(losses)), pytest.approx(fmean(usual_losses)))
    assert scores.coverage_p10_p90 == pytest.approx(fmean(covered))
    assert (scores.brier, scores.brier_skill) == (pytest.approx(events.brier()), pytest.approx(events.skill()))


def within(percent: float) -> float:
    return min(100.0, max(0.0, percent))


def test_after_the_days_that_only_train_every_rise_from_below_full_is_forecast() -> None:
    scores = score_levels(sawtooth(100), 60.0, RULES)
    assert (scores.bins, scores.forecasts) == (1, 30), "of 40 days those that are 20, 40 or 60 % full"
    assert list(scores.brier_skill_by_days) == [1, 2, 3]
    assert scores.coverage_full_at is not None
    later = {"bin": {day * DAY + 5 * DAY: level for day, level in enumerate(sawtooth(100)["bin"].values())}}
    assert score_levels(later, 60.0, RULES).forecasts == 30, "each bin's own record begins when it does"


def test_a_missing_day_costs_the_forecasts_that_it_would_have_proved() -> None:
    whole, gap = sawtooth(100), sawtooth(100)
    del gap["bin"][81 * DAY]
    assert score_levels(gap, 60.0, RULES).forecasts == score_levels(whole, 60.0, RULES).forecasts - 2, "to that day, and from it"


def test_two_bins_are_forecast_each_from_its_own_levels() -> None:
    one = sawtooth(100)["bin"]
    scores = score_levels({"a": one, "b": {time: level for time, level in one.items() if time >= 20 * DAY}}, 60.0, RULES)
    assert (scores.bins, scores.forecasts) == (2, 30 + 15)
