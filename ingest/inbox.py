"""How deliveries pass from the network thread to the one that makes them safe: the network thread never waits."""

from collections import deque
from threading import Condition
from typing import NamedTuple


class Delivery(NamedTuple):
    """One message as the broker handed it over.

    `received_at`: ms UTC. `repeated`: the broker sends it again (DUP), or kept it for us (RETAIN). `generation`: the
    connection it came on; an acknowledgement is worth nothing on another.
    """

    topic: str
    payload: bytes
    packet_id: int
    qos: int
    repeated: bool
    received_at: int
    generation: int


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

    def put(self, delivery: Delivery) -> None:
        """Hand over one delivery."""
        with self._arrived:
            if delivery.qos == 0 and len(self._waiting) >= self._bound:
                self.dropped += 1
                return
            self._waiting.append(delivery)
            self._arrived.notify()

    def take(self, timeout: float) -> list[Delivery]:
        """Return all that wait, after at most `timeout` seconds; empty when nothing came."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._waiting, timeout)
            taken = list(self._waiting)
            self._waiting.clear()
        return taken
