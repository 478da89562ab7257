"""Devices first send their past in order of time, then each reading when its time comes, until told to stop."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from domain.duration import HOUR
from simulators.send.live import history, messages, run
from simulators.testing.live_device import make_device

NOON = 1_764_072_000_000


@dataclass
class TurnedClock:
    """A clock that jumps to what is waited for and stops at `end`."""

    time: int
    end: int
    waited_s: float = 0.0

    def now(self) -> int:
        return self.time

    def wait(self, seconds: float) -> bool:
        self.waited_s += seconds
        return True

    def wait_for(self, time: int) -> bool:
        self.time = max(self.time, time)
        return time < self.end


@dataclass
class Wire:
    """What was published: topic and times (ms UTC) of the readings."""

    sent: list[tuple[str, list[int]]] = field(default_factory=list)
    room: int = 1_000_000

    def publish(self, topic: str, payload: bytes) -> bool:
        if len(self.sent) >= self.room:
            return False
        content = json.loads(payload)
        readings = content if isinstance(content, list) else [content]
        self.sent.append((topic, [int(datetime.fromisoformat(reading["time"]).timestamp() * 1000) for reading in readings]))
        return True


DEVICES = (make_device("air", "a"), make_device("air", "b", interval_s=150), make_device("bin", "c"))


def test_past_and_present_join_without_a_gap_or_a_double() -> None:
    wire, clock = Wire(), TurnedClock(NOON, NOON + HOUR)
    run(DEVICES, wire.publish, clock, history_s=2 * 3600, readings_per_s=100)
    for device, interval in (("air/a", 600), ("air/b", 150), ("bin/c", 600)):
        times = [time for topic, group in wire.sent for time in group if topic.endswith(device)]
        assert times == list(range(times[0], times[0] + 3 * HOUR, interval * 1000))
        assert NOON - 2 * HOUR <= times[0] < NOON - 2 * HOUR + interval * 1000


def test_live_readings_come_one_by_one_in_order_of_time() -> None:
    wire = Wire()
    run(DEVICES, wire.publish, TurnedClock(NOON, NOON + HOUR), history_s=0, readings_per_s=100)
    times = [time for _, group in wire.sent for time in group]
    assert len(times) == len(wire.sent) == 24 + 6 + 6
    assert times == sorted(times)


def test_the_past_is_sent_no_faster_than_asked() -> None:
    clock = TurnedClock(NOON, NOON)
    run(DEVICES, Wire().publish, clock, history_s=3600, readings_per_s=12)
    assert clock.waited_s == 3.0


def test_a_publisher_that_was_stopped_ends_the_run() -> None:
    wire = Wire(room=2)
    run(DEVICES, wire.publish, TurnedClock(NOON, NOON + HOUR), history_s=3600, readings_per_s=100)
    assert len(wire.sent) == 2


def test_a_fast_devices_past_is_split_into_messages_that_hold_it() -> None:
    fast = make_device("air", "fast", interval_s=1)
    assert [message.readings for message in messages(fast, NOON, NOON + 1_200_000)] == [500, 500, 200]


def test_the_past_comes_hour_by_hour() -> None:
    hours = [min(times) // HOUR for times in map(_times, history(DEVICES, NOON - 3 * HOUR + 1, NOON))]
    assert hours == sorted(hours)


def _times(message: object) -> list[int]:
    wire = Wire()
    wire.publish("t", message.payload)  # type: ignore[attr-defined]
    return wire.sent[0][1]
