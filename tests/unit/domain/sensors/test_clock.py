"""A clock is judged by readings that bear its own time, at the bound and a hair beside it."""

import pytest

from domain.duration import HOUR, MINUTE
from domain.reading import TimeSource
from domain.sensors.clock import Clock, judge_clock

AT = 1_000 * HOUR


@pytest.mark.parametrize(
    ("offset", "interval_s", "state"),
    [
        (MINUTE, 600, "right"),
        (MINUTE + 1, 600, "ahead"),
        (-15 * MINUTE, 600, "right"),
        (-15 * MINUTE - 1, 600, "late"),
        (-HOUR, 3600, "right"),
        (-HOUR - 1, 3600, "late"),
    ],
)
def test_a_reading_from_after_its_arrival_shows_a_fast_clock_and_a_late_one_a_slow_clock_or_a_wait(
    offset: int, interval_s: int, state: str
) -> None:
    assert judge_clock(AT + offset, AT, TimeSource.DEVICE, interval_s) == Clock(state=state, offset=offset)  # type: ignore[arg-type]


@pytest.mark.parametrize("source", [TimeSource.GATEWAY, TimeSource.NETWORK, TimeSource.RECEIVED])
def test_a_time_that_others_gave_says_nothing_of_the_clock(source: TimeSource) -> None:
    assert judge_clock(AT + HOUR, AT, source, 600).state == "not_own"
