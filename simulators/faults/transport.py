"""Disturb messages between device and broker: lose, delay, repeat or corrupt them, the same way for the same seed."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from random import Random

from domain.duration import DAY, HOUR, MINUTE
from simulators.faults.corrupt import corrupt
from simulators.faults.device_clock import with_device_clock
from simulators.faults.fault import OF_MESSAGES, Fault, Faults, check_together
from simulators.noise import uniform
from simulators.send.message import NOT_SENT, PlannedMessage


def disturb(messages: Iterator[PlannedMessage], faults: Faults, seed: int) -> Iterator[PlannedMessage]:
    """Return `messages` (in order of `at`) as they reach the broker, again in order of `at`; lost messages are marked `not_sent`.

    Raises ValueError when the faults' rates add up to more than all messages.
    """
    check_together(faults)
    return _disturbed(messages, faults, seed)


def _disturbed(messages: Iterator[PlannedMessage], faults: Faults, seed: int) -> Iterator[PlannedMessage]:
    held: list[tuple[int, int, PlannedMessage]] = []
    last: dict[str, PlannedMessage] = {}
    storms = deque(sorted((fault for fault in faults if fault.kind == "storm"), key=lambda storm: storm.start))
    order, dice = count(), Random(f"{seed}/faults")  # noqa: S311 - a simulation's dice, which must be repeatable
    for number, undisturbed in enumerate(messages):
        message = with_device_clock(undisturbed, faults, seed, number)
        while storms and storms[0].start <= message.at:
            for repeated in _repeated(storms.popleft(), last.values(), seed):
                heapq.heappush(held, (repeated.at, next(order), repeated))
        for outcome in _outcomes(message, faults, dice, seed):
            heapq.heappush(held, (outcome.at, next(order), outcome))
        last[message.device] = message
        while held and held[0][0] <= message.at:
            yield heapq.heappop(held)[2]
    while held:
        yield heapq.heappop(held)[2]


def _repeated(storm: Fault, last: Iterable[PlannedMessage], seed: int) -> Iterator[PlannedMessage]:
    """Yield the last message of each device that rebooted."""
    for message in last:
        if uniform(seed, message.device, "storm", storm.start) < storm.rate:
            yield replace(message, at=storm.start, fault="storm")


def _outcomes(message: PlannedMessage, faults: Faults, dice: Random, seed: int) -> Iterator[PlannedMessage]:
    """Yield what becomes of a message: itself, changed, delayed, repeated, or marked as lost."""
    chance, amount = dice.random(), dice.random()
    active = [fault for fault in faults if fault.at(message.at)]
    outage = next((fault for fault in active if fault.kind == "outage" and uniform(seed, message.device, "gateway") < fault.rate), None)
    if outage is not None:
        yield replace(message, at=outage.end + int(amount * MINUTE), fault="outage")
        return
    kind = _draw_kind(chance, active)
    if kind == "drop":
        yield replace(message, expect=NOT_SENT, fault=kind)
    elif kind == "duplicate":
        yield message
        yield replace(message, at=message.at + int(amount * MINUTE), fault=kind)
    elif kind in ("late", "reordered"):
        yield replace(message, at=message.at + int(amount * (DAY if kind == "late" else HOUR // 2)), fault=kind)
    elif kind == "corrupt":
        yield corrupt(message, amount)
    else:
        yield message


def _draw_kind(chance: float, active: Faults) -> str:
    """Return the fault that `chance` (0–1) draws for a message, empty for none."""
    for fault in active:
        if fault.kind in OF_MESSAGES:
            if chance < fault.rate:
                return fault.kind
            chance -= fault.rate
    return ""
