"""Whether alerts help is told by counts against targets, and not at all before thirty days have passed."""

import pytest

from domain.alerts.health import TEN_MINUTES, AlertTimes, health
from domain.duration import DAY, HOUR, MINUTE

NOW = 100 * DAY


def life(at: int, source: str = "a", *, after: int | None = None, over: int | None = None) -> AlertTimes:
    return AlertTimes(
        source=("t", source),
        raised_at=at,
        acknowledged_at=None if after is None else at + after,
        cleared_at=None if over is None else at + over,
    )


def test_nothing_at_all_has_no_figures_and_no_division_by_zero() -> None:
    figures = health([], since=NOW, now=NOW)
    assert (figures.alerts, figures.per_day, figures.flood_share, figures.top_ten_share, figures.to_acknowledge, figures.enough) == (
        0,
        0,
        0,
        0,
        None,
        False,
    )


@pytest.mark.parametrize(("days", "enough"), [(29.9, False), (30, True)])
def test_thirty_days_are_needed_for_a_verdict(days: float, enough: bool) -> None:
    assert health([], since=round(NOW - days * DAY), now=NOW).enough is enough


def test_more_than_ten_in_ten_minutes_are_a_flood() -> None:
    since = NOW - 30 * DAY
    ten = [life(since + n, str(n), over=1) for n in range(10)]
    assert health(ten, since=since, now=NOW).flood_share == 0
    eleven = health([*ten, life(since + 10, "x", over=1)], since=since, now=NOW)
    assert eleven.flood_share == pytest.approx(TEN_MINUTES / (30 * DAY))
    assert eleven.most_in_10_min == 11


def test_three_times_within_the_hour_is_chattering_and_open_for_more_than_a_day_is_stale() -> None:
    since = NOW - 30 * DAY
    chatters = [life(since + n * 30 * MINUTE, "c", over=1) for n in range(3)]
    calm = [life(since + n * 31 * MINUTE, "d", over=1) for n in range(3)]
    old = [life(since - DAY, "old"), life(NOW - DAY, "young")]
    figures = health([*chatters, *calm, *old], since=since, now=NOW)
    assert (figures.chattering, figures.stale, figures.alerts) == ([("t", "c")], 1, 7)


def test_how_long_people_took_is_a_median_and_a_ninetieth() -> None:
    since = NOW - 30 * DAY
    figures = health([life(since + n * HOUR, after=(n + 1) * MINUTE) for n in range(11)], since=since, now=NOW)
    assert figures.to_acknowledge == (6 * MINUTE, 10 * MINUTE)
