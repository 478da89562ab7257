"""Hours that have not ended get a tenth of the time, by turns as long as what waits."""

import pytest

from watch.open_hours import LONGEST_PAUSE_S, OpenHours


class Clock:
    """Seconds that the test sets."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def hours(clock: Clock) -> OpenHours:
    return OpenHours(clock)


def test_a_turn_goes_on_without_a_pause_to_what_waited_when_it_began(hours: OpenHours) -> None:
    assert hours.turn(5) == 5
    hours.worked(1.0, more=True)
    assert hours.turn(8) == 5
    hours.worked(1.0, more=False)
    assert hours.turn(8) is None


def test_the_pause_is_nine_times_what_all_batches_of_the_turn_took(hours: OpenHours, clock: Clock) -> None:
    hours.turn(5)
    for more in (True, True, False):
        hours.worked(0.5, more=more)
    clock.now += 13.4
    assert hours.turn(8) is None
    clock.now += 0.1
    assert hours.turn(8) == 8


def test_a_turn_without_work_is_followed_by_no_pause(hours: OpenHours) -> None:
    hours.turn(5)
    hours.worked(0.0, more=False)
    assert hours.turn(6) == 6


def test_after_a_long_turn_the_pause_is_bounded(hours: OpenHours, clock: Clock) -> None:
    hours.turn(5)
    hours.worked(1000.0, more=False)
    clock.now += LONGEST_PAUSE_S - 0.1
    assert hours.turn(8) is None
    clock.now += 0.1
    assert hours.turn(8) == 8
