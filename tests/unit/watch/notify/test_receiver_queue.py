"""A receiver is one thread's at a time, waits longer after each failure, and is safe to ask while threads change it."""

import sys
import threading
from collections.abc import Iterator

import pytest

from watch.notify.receiver_queue import ReceiverQueue

START = 1_767_268_800_000


def queue() -> ReceiverQueue:
    return ReceiverQueue(lambda: 0.5)


def test_a_receiver_is_blocked_while_it_is_sent_to() -> None:
    receivers = queue()
    receivers.begin("duty")
    assert receivers.blocked(START) == {"duty"}
    receivers.end("duty")
    assert receivers.blocked(START) == set()


def test_waits_double_from_five_seconds_to_ten_minutes_and_begin_anew_after_a_success() -> None:
    receivers = queue()
    assert [receivers.failed("duty", START) - START for _ in range(9)] == [
        5_000, 10_000, 20_000, 40_000, 80_000, 160_000, 320_000, 600_000, 600_000,
    ]  # fmt: skip
    receivers.succeeded("duty")
    assert receivers.failed("duty", START) == START + 5_000


@pytest.mark.parametrize(("jitter", "wait"), [(0.0, 3_750), (0.999, 6_247)])
def test_jitter_spreads_the_waits_by_a_quarter_to_either_side(jitter: float, wait: int) -> None:
    assert ReceiverQueue(lambda: jitter).failed("duty", START) == pytest.approx(START + wait, abs=1)


def test_a_receiver_that_failed_is_blocked_until_its_wait_is_over_and_no_other_is() -> None:
    receivers = queue()
    again = receivers.failed("duty", START)
    assert receivers.blocked(again - 1) == {"duty"}
    assert receivers.blocked(again) == set()


@pytest.fixture
def switching_often() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("switching_often")
def test_threads_may_fail_while_another_asks_who_is_blocked() -> None:
    receivers = queue()

    def fail(number: int) -> None:
        for attempt in range(2000):
            receivers.failed(f"{number}.{attempt}", START)

    threads = [threading.Thread(target=fail, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        receivers.blocked(START)
    for thread in threads:
        thread.join()
    assert len(receivers.blocked(START)) == 8000
