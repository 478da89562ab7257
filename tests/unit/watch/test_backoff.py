"""Waits double up to a bound, scattered, and a success begins anew."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watch.backoff import Backoff


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def wait_after(failures: int, jitter: float, retry_after: float | None = None) -> float:
    clock = Clock()
    backoff = Backoff(clock, lambda: jitter, longest=30.0)
    for _ in range(failures):
        backoff.failed(retry_after)
    while not backoff.over:
        clock.now += 1 / 64
    return clock.now


def test_before_a_failure_there_is_no_wait() -> None:
    assert Backoff(Clock(), lambda: 0.5).over


@pytest.mark.parametrize(("failures", "wait"), [(1, 0.25), (2, 0.5), (3, 1.0), (6, 8.0), (7, 15.0), (1000, 15.0)])
def test_a_wait_doubles_up_to_the_longest(failures: int, wait: float) -> None:
    assert wait_after(failures, jitter=0.0) == wait


@given(st.integers(1, 2000), st.floats(0, 1, exclude_max=True))
def test_no_wait_is_longer_than_the_longest_or_none_at_all(failures: int, jitter: float) -> None:
    assert 0.25 <= wait_after(failures, jitter) <= 30.0 + 1 / 64


def test_the_stores_own_word_counts_when_it_is_longer() -> None:
    assert wait_after(1, 0.0, retry_after=60.0) == 60.0
    assert wait_after(7, 0.0, retry_after=1.0) == 15.0


def test_a_success_begins_anew() -> None:
    clock = Clock()
    backoff = Backoff(clock, lambda: 0.0)
    for _ in range(9):
        backoff.failed()
    backoff.succeeded()
    assert backoff.over
    backoff.failed()
    clock.now = 0.25
    assert backoff.over


@pytest.mark.parametrize(("failures", "wait"), [(16, 8192.0), (17, 16384.0), (5000, 16384.0)])
def test_a_wait_without_a_longest_stops_doubling_after_seventeen_failures(failures: int, wait: float) -> None:
    clock = Clock()
    backoff = Backoff(clock, lambda: 0.0, longest=1e9)
    for _ in range(failures):
        backoff.failed()
    clock.now = wait - 1
    assert not backoff.over
    clock.now = wait
    assert backoff.over
