"""How deliveries pass from the network thread to the one that makes them safe: the network thread never waits."""

from collections import deque
from collections.abc import Sequence
from threading import Condition
from typing import NamedTuple


class Delivery(NamedTuple):
    """One message as the broker handed it over.

    `received_at`: ms UTC. `repeated`: the broker sends it again (DUP). `generation`: the connection it came on; an
    acknowledgement is worth nothing on another. `retained`: the broker had kept it for whoever subscribes (RETAIN).
    """

    topic: str
    payload: bytes
    packet_id: int
    qos: int
    repeated: bool
    received_at: int
    generation: int
    retained: bool = False


class Inbox:
    """Deliveries in order of arrival, handed over in bulk.

    At QoS 1 the broker's window bounds it: no more arrives than we leave unacknowledged. At QoS 0 nothing does, so what
    comes beyond `bound` is dropped and counted.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._waiting: deque[Delivery] = deque()
        self._arrived = Condition()
        self.dropped = 0

    def put(self, deliveries: Sequence[Delivery]) -> None:
        """Hand over deliveries in order of arrival."""
        with self._arrived:
            if len(self._waiting) + len(deliveries) > self._bound:
                deliveries = self._within_bound(deliveries)
            self._waiting.extend(deliveries)
            self._arrived.notify()

    def _within_bound(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        room = max(self._bound - len(self._waiting), 0)
        kept = [delivery for number, delivery in enumerate(deliveries) if delivery.qos or number < room]
        self.dropped += len(deliveries) - len(kept)
        return kept

    def take(self, timeout: float) -> list[Delivery]:
        """Return all that wait, after at most `timeout` seconds; empty when nothing came."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._waiting, timeout)
            deliveries = list(self._waiting)
            self._waiting.clear()
        return deliveries
