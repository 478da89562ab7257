"""What happens to messages between a device and the broker? The same each time for the same seed."""

import heapq
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from random import Random

from simulators.faults.corrupt import spoil
from simulators.faults.device_clock import MINUTE, by_its_clock
from simulators.faults.fault import HOUR, OF_MESSAGES, Fault, Faults, check_together
from simulators.noise import uniform
from simulators.send.message import NOT_SENT, Planned


def disturb(messages: Iterator[Planned], faults: Faults, seed: int) -> Iterator[Planned]:
    """Return `messages` (in order of `at`) as they reach the broker, again in order of `at`; what is lost comes as `not_sent`.

    Raises ValueError when more than all messages would meet a fault.
    """
    check_together(faults)
    return _disturbed(messages, faults, seed)


def _disturbed(messages: Iterator[Planned], faults: Faults, seed: int) -> Iterator[Planned]:
    held: list[tuple[int, int, Planned]] = []
    last: dict[str, Planned] = {}
    storms = deque(sorted((fault for fault in faults if fault.kind == "storm"), key=lambda storm: storm.start))
    order, dice = count(), Random(f"{seed}/faults")  # noqa: S311 - a simulation's dice, which must be repeatable
    for number, undisturbed in enumerate(messages):
        message = by_its_clock(undisturbed, faults, seed, number)
        while storms and storms[0].start <= message.at:
            for again in _once_more(storms.popleft(), last.values(), seed):
                heapq.heappush(held, (again.at, next(order), again))
        for outcome in _outcomes(message, faults, dice, seed):
            heapq.heappush(held, (outcome.at, next(order), outcome))
        last[message.device] = message
        while held and held[0][0] <= message.at:
            yield heapq.heappop(held)[2]
    while held:
        yield heapq.heappop(held)[2]


def _once_more(storm: Fault, last: Iterable[Planned], seed: int) -> Iterator[Planned]:
    """Yield what each device that rebooted sends again."""
    for message in last:
        if uniform(seed, message.device, "storm", storm.start) < storm.rate:
            yield replace(message, at=storm.start, fault="storm")


def _outcomes(message: Planned, faults: Faults, dice: Random, seed: int) -> Iterator[Planned]:
    """Yield what becomes of one message: itself, changed, later, twice, or a note that it was lost."""
    drawn, more = dice.random(), dice.random()
    now = [fault for fault in faults if fault.at(message.at)]
    away = next((fault for fault in now if fault.kind == "outage" and uniform(seed, message.device, "gateway") < fault.rate), None)
    if away is not None:
        yield replace(message, at=away.end + int(more * MINUTE), fault="outage")
        return
    kind = _drawn(drawn, now)
    if kind == "drop":
        yield replace(message, expect=NOT_SENT, fault=kind)
    elif kind == "duplicate":
        yield message
        yield replace(message, at=message.at + int(more * MINUTE), fault=kind)
    elif kind in ("late", "reordered"):
        yield replace(message, at=message.at + int(more * (24 * HOUR if kind == "late" else HOUR // 2)), fault=kind)
    elif kind == "corrupt":
        yield spoil(message, more)
    else:
        yield message


def _drawn(chance: float, now: Faults) -> str:
    """Return which of the faults of messages meets this one, by a draw between 0 and 1; at most one does."""
    for fault in now:
        if fault.kind in OF_MESSAGES:
            if chance < fault.rate:
                return fault.kind
            chance -= fault.rate
    return ""
