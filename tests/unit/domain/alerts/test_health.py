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


def test_figures_are_per_day_per_ten_minutes_and_by_source() -> None:
    since = NOW - 2 * DAY
    lives = [life(since + n * HOUR, str(n % 11), over=1) for n in range(22)]
    figures = health([*lives, life(since - 1, "earlier"), life(NOW + 1, "later")], since=since, now=NOW)
    assert (figures.alerts, figures.days, figures.per_day, figures.per_10_min) == (22, 2.0, 11.0, pytest.approx(22 / 288))
    assert (len(figures.top), figures.top[0][1], figures.top_ten_share) == (10, 2, pytest.approx(20 / 22))
    assert (figures.most_in_10_min, figures.flood_share) == (1, 0.0)


def test_within_the_first_day_the_count_stands_for_the_day() -> None:
    figures = health([life(NOW - HOUR), life(NOW)], since=NOW - HOUR, now=NOW)
    assert (figures.alerts, figures.per_day, figures.per_10_min) == (2, 2.0, pytest.approx(2 / 6))


def test_all_of_a_short_time_may_be_a_flood_and_never_more() -> None:
    assert health([life(NOW) for _ in range(11)], since=NOW, now=NOW).flood_share == 1.0


@pytest.mark.parametrize(("last", "chatters"), [(HOUR, True), (HOUR + 1, False)])
def test_chattering_is_any_three_within_an_hour(last: int, chatters: bool) -> None:
    since = NOW - 30 * DAY
    at = [0, 5 * HOUR, 5 * HOUR + 1, 5 * HOUR + last]
    assert bool(health([life(since + time, over=1) for time in reversed(at)], since=since, now=NOW).chattering) is chatters


def test_one_acknowledgement_is_its_own_median_and_ninetieth() -> None:
    assert health([life(NOW - HOUR, after=MINUTE), life(NOW)], since=NOW - DAY, now=NOW).to_acknowledge == (MINUTE, MINUTE)
    two = health([life(NOW - HOUR, after=MINUTE), life(NOW - HOUR, after=2 * MINUTE)], since=NOW - DAY, now=NOW)
    assert two.to_acknowledge == (1.5 * MINUTE, 1.9 * MINUTE)
