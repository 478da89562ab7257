"""Whether a sensor's own clock is right, judged from when its newest reading was measured and when it came."""

from dataclasses import dataclass
from typing import Literal

from domain.duration import MINUTE, SECOND
from domain.reading import TimeSource

AHEAD = MINUTE  # ms; the way takes no less than nothing, so a time that lies after its arrival is the clock's fault (O)
LATE = 15 * MINUTE  # ms; a network delivers within seconds, so beyond this a clock is slow or a message waited (O)

ClockState = Literal["right", "ahead", "late", "not_own"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """`offset` (ms): by how much the newest reading's time lies after its arrival; negative where it came later, as it always should."""

    state: ClockState
    offset: int = 0


def judge_clock(time: int, received_at: int, source: TimeSource, interval_s: int) -> Clock:
    """Judge the clock by one reading (ms UTC); a device whose times are the network's or ours has none of its own to judge.

    A device that collects readings sends them late by up to its interval.
    """
    if source is not TimeSource.DEVICE:
        return Clock(state="not_own")
    offset = time - received_at
    if offset > AHEAD:
        return Clock(state="ahead", offset=offset)
    return Clock(state="late" if -offset > max(LATE, interval_s * SECOND) else "right", offset=offset)
