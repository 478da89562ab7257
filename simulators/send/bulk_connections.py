"""How do ten thousand devices share a few connections? Each keeps to one of them, so that its messages keep their order."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Self
from zlib import crc32

from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from simulators.send.publisher import Counts

TURN_S = 0.02  # how long one connection is listened to before the others have their turn


class BulkLines:
    """`connections` to the broker at `url` as if they were one (see BulkPublisher), a context manager for one thread.

    Raises ValueError for another kind of url, a `ca_file` that is none, or fewer than one connection.
    """

    def __init__(self, url: str, account: Account, connections: int, *, acknowledged: Callable[[Sequence[int]], None], stop: Event) -> None:
        if connections < 1:
            raise ValueError(f"there must be at least 1 connection, got {connections}")
        self.url = url
        accounts = [replace(account, client_id=f"{account.client_id}-{number}") for number in range(connections)]
        self._lines = [BulkPublisher(url, one, acknowledged=acknowledged, stop=stop) for one in accounts]
        self._open = ExitStack()

    @property
    def counts(self) -> Counts:
        """What was sent and answered so far."""
        counts = [line.counts for line in self._lines]
        return Counts(sum(one.sent for one in counts), sum(one.acknowledged for one in counts))

    @property
    def reconnects(self) -> int:
        """How often a connection was made anew."""
        return sum(line.reconnects for line in self._lines)

    def publish(self, number: int, topic: str, payload: bytes) -> bool:
        """Hand message `number` over to its device's connection; False when stopped before there was room."""
        return self._lines[crc32(topic.encode()) % len(self._lines)].publish(number, topic, payload)

    def wait(self, seconds: float) -> bool:
        """Keep all connections alive for `seconds`, sending what waits; return False when stopped."""
        end = monotonic() + seconds
        while True:
            *others, last = self._lines
            for line in others:
                line.wait(0)
            left = max(0.0, end - monotonic())
            if not last.wait(left if not others else min(left, TURN_S)):
                return False
            if monotonic() >= end:
                return True

    def drain(self, patience_s: float) -> bool:
        """Wait until the broker has everything, at most `patience_s` and also after a stop; return whether it has."""
        end = monotonic() + patience_s
        while not all(line.drain(TURN_S) for line in self._lines) and monotonic() < end:
            continue
        return not self.counts.pending

    def __enter__(self) -> Self:
        """Connect all. Raises PublisherError."""
        with ExitStack() as opening:
            for line in self._lines:
                opening.enter_context(line)
            self._open = opening.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()
