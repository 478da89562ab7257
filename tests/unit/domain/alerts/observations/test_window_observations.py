"""Each closed window says what it and those in a row before it say, and for how long."""

from dataclasses import replace

import pytest

from domain.air.windows import SiteHour
from domain.alerts.alert import Subject
from domain.alerts.observations.closed_windows import LENGTHS, closed_ends, hours_to_judge, longest_gap, samples_of, stride
from domain.alerts.observations.window_observations import first_hour, reach, window_observations
from domain.alerts.threshold import Threshold
from domain.duration import DAY, HOUR

NOW = 500_000 * HOUR
LADDER = (
    Threshold(
        id="t", kind="air", parameter="pm25", averaging="hour", raise_at=50.0, clear_at=45.0, severity="warning", consecutive=3,
    ),
)  # fmt: skip
SITE = Subject(type="site", id="s")


def hour(end: int, mean: float = 60.0, *, valid: bool = True, at_least: bool = False) -> SiteHour:
    return SiteHour("s", "pm25", NOW + (end - 1) * HOUR, mean, 60, 60, valid, ("d",), at_least=at_least)


def runs(ends: list[int], hours: list[SiteHour]) -> list[tuple[int, list[int]]]:
    """Return of each observation when it could be known, and the ends of the windows that it rests on; in hours from now."""
    by_start = {hour.start: hour for hour in hours}
    observed = window_observations(LADDER, by_start, [NOW + end * HOUR for end in ends], SITE, SITE, grace=HOUR)
    return [((each.at - NOW) // HOUR, [(sample.end - NOW) // HOUR for sample in each.run]) for each in observed]


def test_a_window_is_judged_with_those_in_a_row_before_it() -> None:
    assert runs([0, 1], [hour(end) for end in range(-5, 3)]) == [(1, [-2, -1, 0]), (2, [-1, 0, 1])]


def test_a_missing_window_says_nothing_and_breaks_the_row() -> None:
    assert runs([-1, 0, 1], [hour(-2), hour(-1), hour(1)]) == [(0, [-2, -1]), (2, [1])]
    assert runs([], [hour(0)]) == []


def test_a_window_is_data_for_three_hours() -> None:
    (observation,) = window_observations(LADDER, {NOW - HOUR: hour(0)}, [NOW], SITE, Subject(type="device", id="d"), grace=5)
    assert (observation.fresh_until, observation.at) == (NOW + 3 * HOUR, NOW + 5)
    assert (observation.subject, observation.member_type, observation.member) == (SITE, "device", "d")


@pytest.mark.parametrize(
    ("averaging", "consecutive", "hours"), [("hour", 1, 1), ("hour", 3, 3), ("8h", 1, 8), ("8h", 3, 10), ("24h", 2, 25), ("day", 2, 48)]
)
def test_so_far_back_hours_have_a_say(averaging: str, consecutive: int, hours: int) -> None:
    ladder = (replace(LADDER[0], averaging=averaging, consecutive=consecutive),)  # type: ignore[arg-type]
    assert reach(ladder) == hours * HOUR
    assert first_hour(ladder, NOW) == NOW - hours * HOUR


def test_legal_days_follow_each_other_and_running_windows_overlap() -> None:
    assert [stride(averaging) for averaging in ("hour", "8h", "24h", "day")] == [HOUR, HOUR, HOUR, DAY]
    assert [longest_gap(averaging) for averaging in ("hour", "8h", "24h", "day")] == [0, -7 * HOUR, -23 * HOUR, 0]
    assert LENGTHS == {"hour": 1, "8h": 8, "day": 24, "24h": 24}


DAY_ENDS = NOW // DAY * DAY + 23 * HOUR  # 00:00 UTC+1


def test_windows_close_after_the_start_until_the_end() -> None:
    assert list(closed_ends("hour", NOW, NOW + 2 * HOUR)) == [NOW + HOUR, NOW + 2 * HOUR]
    assert list(closed_ends("8h", NOW + 1, NOW + 2 * HOUR - 1)) == [NOW + HOUR]
    assert list(closed_ends("day", DAY_ENDS - 1, DAY_ENDS)) == [DAY_ENDS]
    assert list(closed_ends("day", DAY_ENDS, DAY_ENDS + DAY)) == [DAY_ENDS + DAY]


def test_an_hour_is_judged_at_its_end_and_with_the_last_of_its_day() -> None:
    assert hours_to_judge(DAY_ENDS) == (DAY_ENDS, DAY_ENDS + DAY - HOUR)
    assert hours_to_judge(DAY_ENDS - HOUR) == (DAY_ENDS - HOUR, DAY_ENDS - HOUR)


def test_a_mean_with_an_hour_that_may_be_higher_is_at_least_so_high() -> None:
    hours = [hour(end, at_least=end == -7) for end in range(-7, 2)]
    samples = samples_of(hours, "8h", [NOW, NOW + HOUR])
    assert [sample.bound for sample in samples] == ["at_least", "exact"]
    assert [sample.bound for sample in samples_of(hours, "hour", [NOW - 7 * HOUR, NOW])] == ["at_least", "exact"]


def test_hours_with_too_few_readings_count_in_no_mean() -> None:
    hours = [hour(end, mean=10.0 if end < 0 else 900.0, valid=end < 0) for end in range(-7, 1)]
    (sample,) = samples_of(hours, "8h", [NOW])
    assert (sample.value, sample.coverage) == (10.0, 7 / 8)
