"""How is a plan carried out? Message after message at its time, with the ledger in hand and a word on how it goes."""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from simulators.send.ledger import Ledger
from simulators.send.message import NOT_SENT, Planned
from simulators.send.publisher import Counts

REPORT_S = 2.0
FLUSH_S = 1.0
_PACE_EVERY = 16  # messages between two looks at the clock


class Connection(Protocol):
    """Where messages go."""

    @property
    def counts(self) -> Counts:
        """What was sent and answered so far."""

    def publish(self, number: int, topic: str, payload: bytes) -> bool:
        """Hand one over; False when stopped."""

    def wait(self, seconds: float) -> bool:
        """Wait while the connection is kept alive; False when stopped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast: `speed` times the plan's own time when given, and never more than `rate` messages a second."""

    rate: float
    speed: float | None = None

    def due(self, message: Planned, number: int, began: int) -> float:
        """Return how many real seconds after the beginning message `number` is to go; the plan began at `began` (ms UTC)."""
        by_rate = number / self.rate
        return by_rate if self.speed is None else max(by_rate, (message.at - began) / 1000 / self.speed)


def now() -> int:
    """Return the real time (ms UTC)."""
    return time.time_ns() // 1_000_000


def act(
    plan: Iterable[Planned],
    connection: Connection,
    ledger: Ledger | None,
    pace: Pace,
    report: Callable[[int, int], None],
    monotonic: Callable[[], float] = time.monotonic,
) -> int:
    """Send `plan`; return how many messages were handed over. `report(sent, at)` is called now and then; `monotonic` gives seconds."""
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
        token = ledger.sends(message, now()) if ledger is not None else number
        if not connection.publish(token, message.topic, message.payload):
            break
        number += 1
    return number


def until(
    plan: Iterable[Planned], seconds: float | None, stop: threading.Event, monotonic: Callable[[], float] = time.monotonic
) -> Iterable[Planned]:
    """Yield of `plan` what comes within so many real seconds, all of it without a bound, nothing after `stop`."""
    end = None if seconds is None else monotonic() + seconds
    for message in plan:
        if stop.is_set() or (end is not None and monotonic() >= end):
            return
        yield message
