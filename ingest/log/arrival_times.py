"""Give each message of a topic its own arrival time."""

from collections.abc import Iterable, Iterator

from ingest.mqtt.inbox import Delivery


class ArrivalTimes:
    """Moves a message on by a millisecond when its topic already had one at that time.

    A reading without a time of its own is stored under its arrival time: two in one millisecond would count as a reading and its
    correction. The memory is cleared when a message arrives later than everything in it.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._newest = 0

    def apart(self, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
        """Yield the deliveries, each with a `received_at` (ms UTC) that is new for its topic."""
        for delivery in deliveries:
            topic, at = delivery.topic, delivery.received_at
            if at > self._newest:
                self._last.clear()
                self._newest = at
            elif (last := self._last.get(topic, -1)) >= at:
                at = last + 1
                _, payload, packet_id, qos, repeated, _, generation, retained = delivery
                delivery = Delivery(topic, payload, packet_id, qos, repeated, at, generation, retained)  # noqa: PLW2901 - the same, a little later
                self._newest = max(self._newest, at)
            self._last[topic] = at
            yield delivery
