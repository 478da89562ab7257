"""A few connections shared by thousands of devices; each device keeps to one, so that its messages keep their order."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from threading import Event
from time import monotonic
from types import TracebackType
from typing import Self
from zlib import crc32

from simulators.send.absence import Tell, tell_nobody
from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from simulators.send.publisher import Counts

TURN_S = 0.02  # how long one connection is read before the others have their turn


class BulkConnections:
    """`connections` to the broker at `url` as if they were one (see BulkPublisher), a context manager for one thread.

    Raises ValueError for an unsupported url, a `ca_file` without certificates, or fewer than one connection.
    """

    def __init__(
        self,
        url: str,
        account: Account,
        connections: int,
        *,
        acknowledged: Callable[[Sequence[int]], None],
        stop: Event,
        tell: Tell = tell_nobody,
    ) -> None:
        if connections < 1:
            raise ValueError(f"there must be at least 1 connection, got {connections}")
        self.url = url
        accounts = [replace(account, client_id=f"{account.client_id}-{number}") for number in range(connections)]
        tellers = [tell, *[tell_nobody] * (connections - 1)]  # they are away together
        self._publishers = [
            BulkPublisher(url, own, acknowledged=acknowledged, stop=stop, tell=teller)
            for own, teller in zip(accounts, tellers, strict=True)
        ]
        self._open = ExitStack()

    @property
    def counts(self) -> Counts:
        """What was sent and acknowledged so far."""
        counts = [publisher.counts for publisher in self._publishers]
        return Counts(sum(count.sent for count in counts), sum(count.acknowledged for count in counts))

    @property
    def reconnects(self) -> int:
        """How often a connection was re-established."""
        return sum(publisher.reconnects for publisher in self._publishers)

    def publish(self, number: int, topic: str, payload: bytes) -> bool:
        """Send message `number` on its device's connection; return False when stopped before there was room."""
        return self._publishers[crc32(topic.encode()) % len(self._publishers)].publish(number, topic, payload)

    def wait(self, seconds: float) -> bool:
        """Keep all connections alive for `seconds`, sending what waits; return False when stopped."""
        end = monotonic() + seconds
        while True:
            *others, last = self._publishers
            for publisher in others:
                publisher.wait(0)
            left = max(0.0, end - monotonic())
            if not last.wait(left if not others else min(left, TURN_S)):
                return False
            if monotonic() >= end:
                return True

    def drain(self, patience_s: float) -> bool:
        """Wait until the broker has everything, at most `patience_s` and also after a stop; return whether it has."""
        end = monotonic() + patience_s
        while not all(publisher.drain(TURN_S) for publisher in self._publishers) and monotonic() < end:
            continue
        return not self.counts.pending

    def __enter__(self) -> Self:
        """Connect all. Raises PublisherError."""
        with ExitStack() as opening:
            for publisher in self._publishers:
                opening.enter_context(publisher)
            self._open = opening.pop_all()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._open.close()
