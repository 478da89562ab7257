"""Windows of hours: which hours lie in them, how many they need, and that nothing outside has a say."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.window_mean import EIGHT_HOURS, ONE_DAY, running, window_mean
from domain.duration import HOUR


@pytest.mark.parametrize(("n", "valid"), [(5, False), (6, True), (8, True)])
def test_an_8_h_mean_needs_6_of_8_hours(n: int, valid: bool) -> None:
    mean = window_mean(0, 8 * HOUR, [1.0] * n)
    assert mean is not None
    assert (mean.valid, mean.n, mean.expected, mean.coverage) == (valid, n, 8, n / 8)


@pytest.mark.parametrize(("n", "valid"), [(17, False), (18, True)])
def test_a_daily_mean_needs_18_of_24_hours(n: int, valid: bool) -> None:
    mean = window_mean(0, 24 * HOUR, [1.0] * n)
    assert mean is not None
    assert mean.valid is valid


def test_a_window_without_hours_has_no_mean() -> None:
    assert window_mean(0, 8 * HOUR, []) is None
    assert list(running({}, [8 * HOUR], EIGHT_HOURS)) == []


def test_a_running_mean_is_of_the_hours_before_its_end() -> None:
    hours = {n * HOUR: float(n) for n in range(10)}
    assert [(window.start, window.end, window.mean) for window in running(hours, [8 * HOUR, 9 * HOUR], EIGHT_HOURS)] == [
        (0, 8 * HOUR, 3.5),
        (HOUR, 9 * HOUR, 4.5),
    ]


hours = st.dictionaries(st.integers(0, 60).map(lambda n: n * HOUR), st.floats(-20, 1000))


@given(hours, st.integers(1, 70), st.sampled_from([EIGHT_HOURS, ONE_DAY]))
def test_what_lies_outside_a_window_has_no_say(means: dict[int, float], end: int, length: int) -> None:
    inside = {start: mean for start, mean in means.items() if (end - length) * HOUR <= start < end * HOUR}
    assert list(running(means, [end * HOUR], length)) == list(running(inside, [end * HOUR], length))


@given(hours, st.integers(1, 70))
def test_a_mean_lies_between_its_hours(means: dict[int, float], end: int) -> None:
    for window in running(means, [end * HOUR], ONE_DAY):
        within = [mean for start, mean in means.items() if window.start <= start < window.end]
        assert min(within) <= window.mean <= max(within)
        assert window.n == len(within)
