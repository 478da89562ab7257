"""Frames are counted by their numbers: what is missing was lost, and what began anew was not."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.duration import DAY, HOUR
from domain.sensors.frames import Frame, FrameDay, FrameLoss, count_frame, frame_loss

FIRST = Frame(device_id="level-1", time=10 * DAY, counter=7, session="s")


def counted(*frames: Frame) -> list[FrameDay]:
    """Return the device's days after some frames."""
    days: dict[int, FrameDay] = {}
    newest = None
    for frame in frames:
        newest = count_frame(newest, frame) or newest
        if newest is not None:
            days[newest.day] = newest
    return list(days.values())


def after(hours: int, counter: int, session: str = "s") -> Frame:
    return replace(FIRST, time=FIRST.time + hours * HOUR, counter=counter, session=session)


@pytest.mark.parametrize(
    ("frames", "received", "lost"),
    [
        ([after(1, 8)], 2, 0),
        ([after(1, 10)], 2, 2),
        ([after(1, 7)], 1, 0),  # sent again
        ([after(1, 9), after(2, 8)], 2, 1),  # came late: nobody can tell it from one sent again
        ([after(1, 0, "t"), after(2, 1, "t")], 3, 0),  # joined anew
        ([after(1, 500), after(2, 0), after(3, 1)], 4, 492),  # restarted without a join
        ([after(1, 7 + 16_384)], 2, 16_383),
        ([after(1, 8 + 16_384)], 2, 0),  # more than LoRaWAN allows: begun anew
    ],
)
def test_missing_numbers_are_lost_frames(frames: list[Frame], received: int, lost: int) -> None:
    assert frame_loss(counted(FIRST, *frames), FIRST.time + DAY) == FrameLoss(received=received, lost=lost)


def test_a_week_counts_and_what_is_lost_over_midnight_belongs_to_the_day_on_which_it_is_missed() -> None:
    days = counted(FIRST, after(26, 10), after(27, 11))
    assert [(day.day, day.received, day.lost) for day in days] == [(10 * DAY, 1, 0), (11 * DAY, 2, 2)]
    assert frame_loss(days, 17 * DAY) == FrameLoss(received=2, lost=2)


@pytest.mark.parametrize(("received", "lost", "share", "is_high"), [(17, 2, None, False), (18, 2, 0.1, False), (17, 3, 0.15, True)])
def test_a_share_needs_twenty_frames_and_is_high_above_a_tenth(received: int, lost: int, share: float | None, *, is_high: bool) -> None:
    loss = FrameLoss(received=received, lost=lost)
    assert (loss.share, loss.is_high) == (share, is_high)


@given(st.sets(st.integers(7, 200)))
def test_received_and_lost_together_are_all_that_was_sent(heard: set[int]) -> None:
    numbers = sorted(heard | {7})
    days = counted(FIRST, *(after(0, number) for number in numbers))
    loss = frame_loss(days, FIRST.time)
    assert (loss.received, loss.received + loss.lost) == (len(numbers), numbers[-1] - 6)
