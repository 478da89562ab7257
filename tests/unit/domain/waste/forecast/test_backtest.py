"""A backtest judges only what could be known, and says when a record is too short."""

from random import Random

import pytest

from config.waste import load_waste
from domain.duration import DAY
from domain.waste.forecast.backtest import score_emptyings, score_levels

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
