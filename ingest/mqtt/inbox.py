"""How deliveries pass from the network thread to the one that makes them safe: the network thread never waits."""

from collections import deque
from collections.abc import Iterable, Sequence
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

    At QoS 1 the broker's window bounds it: no more arrives than we leave unacknowledged. A broker that sends a message again while we
    still have it (nats-server does, after its ack wait) is not listened to: however slow our disk, it is here once. At QoS 0 nothing
    bounds it, so what comes beyond `bound` is dropped and counted.
    """

    def __init__(self, bound: int) -> None:
        self._bound = bound
        self._generation: int | None = None
        self._unacknowledged: set[int] = set()  # packet ids of this connection
        self._waiting: deque[Delivery] = deque()
        self._arrived = Condition()
        self.dropped = 0

    def put(self, deliveries: Sequence[Delivery]) -> None:
        """Hand over deliveries in order of arrival."""
        with self._arrived:
            deliveries = self._first_on_this_connection(deliveries)
            if len(self._waiting) + len(deliveries) > self._bound:
                deliveries = self._within_bound(deliveries)
            self._waiting.extend(deliveries)
            self._arrived.notify()

    def _within_bound(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        room = max(self._bound - len(self._waiting), 0)
        kept = [delivery for number, delivery in enumerate(deliveries) if delivery.qos or number < room]
        self.dropped += len(deliveries) - len(kept)
        return kept

    def acknowledged(self, deliveries: Iterable[Delivery]) -> None:
        """Note that their packet ids are free for other messages."""
        with self._arrived:
            self._unacknowledged -= {delivery.packet_id for delivery in deliveries if delivery.generation == self._generation}

    def _first_on_this_connection(self, deliveries: Sequence[Delivery]) -> Sequence[Delivery]:
        """Leave out what is sent again under the packet id of one that waits for its acknowledgement: it is that one (MQTT, 2.3.1)."""
        if deliveries[0].generation != self._generation:
            self._generation = deliveries[0].generation
            self._unacknowledged.clear()
        if any([delivery.repeated for delivery in deliveries]):  # noqa: C419 - a list is twice as fast, and this is asked of each message
            deliveries = [delivery for delivery in deliveries if not (delivery.repeated and delivery.packet_id in self._unacknowledged)]
        self._unacknowledged.update([delivery.packet_id for delivery in deliveries if delivery.qos])
        return deliveries

    def take(self, timeout: float) -> list[Delivery]:
        """Return all that wait, after at most `timeout` seconds; empty when nothing came."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._waiting, timeout)
            deliveries = list(self._waiting)
            self._waiting.clear()
        return deliveries
