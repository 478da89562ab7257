"""Send a town live: first its last hours, so that there is something to see, then each reading at its time."""

import heapq
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Protocol

from domain.duration import HOUR
from simulators.device import SimulatedDevice, times
from simulators.send.encode import MOST_IN_A_MESSAGE, encode, topic_of

Publish = Callable[[str, bytes], bool]


class Clock(Protocol):
    """The time the devices live in."""

    def now(self) -> int:
        """Return their time (ms UTC)."""

    def wait(self, seconds: float) -> bool:
        """Wait for real seconds; return False when the run is to stop."""

    def wait_for(self, time: int) -> bool:
        """Wait until it is `time` (ms UTC) for them; return False when the run is to stop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveMessage:
    """One message as it goes to the broker."""

    topic: str
    payload: bytes
    readings: int


def messages(device: SimulatedDevice, start: int, end: int) -> Iterator[LiveMessage]:
    """Yield what `device` measures in `[start, end)` (ms UTC) in as few messages as hold it."""
    moments = ((time, device.values(time)) for time in times(device, start, end))
    readings = ((time, values) for time, values in moments if values)
    while batch := list(islice(readings, MOST_IN_A_MESSAGE)):
        yield LiveMessage(topic=topic_of(device.kind, device.id), payload=encode(batch), readings=len(batch))


def history(devices: Sequence[SimulatedDevice], start: int, end: int) -> Iterator[LiveMessage]:
    """Yield what was measured in `[start, end)` (ms UTC), an hour of each device at a time, as devices send that were offline."""
    while start < end:
        upto = min(start - start % HOUR + HOUR, end)
        for device in devices:
            yield from messages(device, start, upto)
        start = upto


def send_history(messages: Iterator[LiveMessage], publish: Publish, clock: Clock, readings_per_s: float) -> bool:
    """Publish `messages` no faster than `readings_per_s`; return False when stopped."""
    return all(publish(message.topic, message.payload) and clock.wait(message.readings / readings_per_s) for message in messages)


def send_live(devices: Sequence[SimulatedDevice], publish: Publish, clock: Clock, start: int) -> None:
    """Publish each reading when its time comes, from `start` (ms UTC) until stopped."""
    due = [(next(times(device, start, start + device.interval_s * 1000)), number) for number, device in enumerate(devices)]
    heapq.heapify(due)
    while due:
        time, number = due[0]
        if not clock.wait_for(time):
            return
        if not all(publish(message.topic, message.payload) for message in messages(devices[number], time, time + 1)):
            return
        heapq.heapreplace(due, (time + devices[number].interval_s * 1000, number))


def run(devices: Sequence[SimulatedDevice], publish: Publish, clock: Clock, *, history_s: float, readings_per_s: float) -> None:
    """Send the last `history_s` seconds, then live, until the clock says stop."""
    now = clock.now()
    past = history(devices, now - int(history_s * 1000), now)
    if send_history(past, publish, clock, readings_per_s):
        send_live(devices, publish, clock, now)
