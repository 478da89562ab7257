"""How deliveries pass from the network thread to the one that makes them safe."""

from threading import Condition

from ingest.messages import DUP, Deliveries


class Inbox:
    """Deliveries in order of arrival, handed over in bulk.

    At QoS 1 the broker's window bounds it: no more arrives than we leave unacknowledged. A broker that sends a message again while we
    still have it (nats-server does, after its ack wait) is not listened to: however slow our disk, it is here once. At QoS 0 nothing
    bounds it, so what comes beyond `bound` is dropped and counted. While `most_bytes` wait, each handing over takes `pause_s`: the
    network thread reads no faster than the disk writes, and still answers the broker.
    """

    def __init__(self, bound: int, *, most_bytes: int = 16_000_000, pause_s: float = 1.0) -> None:
        self._bound = bound
        self._most_bytes = most_bytes
        self._pause_s = pause_s
        self._generation: int | None = None
        self._unacknowledged: set[int] = set()  # packet ids of this connection
        self._waiting: list[Deliveries] = []
        self._count = self._bytes = 0  # of those that wait
        self._arrived = Condition()
        self.dropped = 0

    def put(self, deliveries: Deliveries) -> None:
        """Hand over deliveries in order of arrival."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._bytes < self._most_bytes, self._pause_s)
            deliveries = self._first_on_this_connection(deliveries)
            if self._count + len(deliveries) > self._bound:
                deliveries = self._within_bound(deliveries)
            self._count += len(deliveries)
            self._bytes += sum(map(len, deliveries.payloads))
            self._waiting.append(deliveries)
            self._arrived.notify()

    def _within_bound(self, deliveries: Deliveries) -> Deliveries:
        room = max(self._bound - self._count, 0)
        kept = deliveries.only([packet_id or number < room for number, packet_id in enumerate(deliveries.packet_ids)])
        self.dropped += len(deliveries) - len(kept)
        return kept

    def acknowledged(self, deliveries: Deliveries) -> None:
        """Note that their packet ids are free for other messages."""
        with self._arrived:
            if deliveries.generation == self._generation:
                self._unacknowledged.difference_update(deliveries.packet_ids)

    def _first_on_this_connection(self, deliveries: Deliveries) -> Deliveries:
        """Leave out what is sent again under the packet id of one that waits for its acknowledgement: it is that one (MQTT, 2.3.1)."""
        if deliveries.generation != self._generation:
            self._generation = deliveries.generation
            self._unacknowledged.clear()
        unacknowledged = self._unacknowledged
        if not deliveries.has_repeated:
            unacknowledged.update(filter(None, deliveries.packet_ids))
            return deliveries
        is_first = []
        for flags, packet_id in zip(deliveries.flags, deliveries.packet_ids, strict=True):
            is_first.append(not (flags & DUP and packet_id in unacknowledged))
            if packet_id:
                unacknowledged.add(packet_id)
        return deliveries.only(is_first)

    def take(self, timeout: float) -> list[Deliveries]:
        """Return all that wait, after at most `timeout` seconds; empty when nothing came."""
        with self._arrived:
            self._arrived.wait_for(lambda: self._waiting, timeout)
            waiting, self._waiting, self._count, self._bytes = self._waiting, [], 0, 0
            self._arrived.notify()
        return waiting
