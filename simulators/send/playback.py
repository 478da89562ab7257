"""Send planned messages, each at its time, into the ledger and to the broker."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from simulators.send.ledger import Ledger
from simulators.send.message import NOT_SENT, PlannedMessage
from simulators.send.publisher import Counts

REPORT_S = 2.0
FLUSH_S = 1.0
_PACE_EVERY = 16  # messages between two looks at the clock


class BrokerConnection(Protocol):
    """Where planned messages are sent."""

    @property
    def counts(self) -> Counts:
        """What was sent and answered so far."""

    def publish(self, number: int, topic: str, payload: bytes) -> bool:
        """Send one message; return False when stopped."""

    def wait(self, seconds: float) -> bool:
        """Wait while keeping the connection alive; return False when stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast to send: at most `rate` messages a second, and with `speed` at so many times the plan's own time."""

    rate: float
    speed: float | None = None

    def due(self, message: PlannedMessage, number: int, began: int) -> float:
        """Return after how many real seconds message `number` is due; the plan begins at `began` (ms UTC)."""
        by_rate = number / self.rate
        return by_rate if self.speed is None else max(by_rate, (message.at - began) / 1000 / self.speed)


def now() -> int:
    """Return the real time (ms UTC)."""
    return time.time_ns() // 1_000_000


def play(
    plan: Iterable[PlannedMessage],
    connection: BrokerConnection,
    ledger: Ledger | None,
    pace: Pace,
    report: Callable[[int, int], None],
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Send `plan` and return how many messages were sent. Calls `report(sent, at)` every other second; `monotonic` gives seconds."""
    began_at, first, number = monotonic(), None, 0
    next_flush = next_report = began_at
    for message in plan:
        first = message.at if first is None else first
        if message.expect == NOT_SENT:
            if ledger is not None:
                ledger.happened(message.at, message.device, message.fault)
            continue
        if number % _PACE_EVERY == 0 or pace.speed is not None:
            clock = monotonic()
            ahead = began_at + pace.due(message, number, first) - clock
            if ahead > 0 and not connection.wait(ahead):
                break
            if ledger is not None and clock >= next_flush:
                ledger.flush()
                next_flush = clock + FLUSH_S
            if clock >= next_report:
                report(number, message.at)
                next_report = clock + REPORT_S
        message_id = ledger.sends(message, now()) if ledger is not None else number
        if not connection.publish(message_id, message.topic, message.payload):
            break
        number += 1
    return number


def limited(
    plan: Iterable[PlannedMessage], seconds: float | None, stop: threading.Event, monotonic: Callable[[], float] = time.monotonic
) -> Iterable[PlannedMessage]:
    """Yield the messages of `plan` until so many real seconds have passed (None: no limit) or `stop` is set."""
    end = None if seconds is None else monotonic() + seconds
    for message in plan:
        if stop.is_set() or (end is not None and monotonic() >= end):
            return
        yield message
