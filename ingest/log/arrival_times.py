"""When did each message of a sender arrive, so that no two of them share a moment?"""

from collections.abc import Iterable, Iterator

from ingest.mqtt.inbox import Delivery


class ArrivalTimes:
    """Moves messages on by a millisecond when their topic has had one at that moment.

    A reading without a time of its own is kept under when it arrived: two in one millisecond would be taken for one and its
    correction. What is remembered goes when a message comes later than all of it.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._newest = 0

    def apart(self, deliveries: Iterable[Delivery]) -> Iterator[Delivery]:
        """Yield the deliveries, each with a `received_at` (ms UTC) that its topic has not had."""
        for delivery in deliveries:
            topic, at = delivery.topic, delivery.received_at
            if at > self._newest:
                self._last.clear()
                self._newest = at
            elif (taken := self._last.get(topic, -1)) >= at:
                at = taken + 1
                _, payload, packet_id, qos, repeated, _, generation = delivery
                delivery = Delivery(topic, payload, packet_id, qos, repeated, at, generation)  # noqa: PLW2901 - the same, a little later
                self._newest = max(self._newest, at)
            self._last[topic] = at
            yield delivery
