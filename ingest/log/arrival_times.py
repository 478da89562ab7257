"""Give each message of a topic its own arrival time."""

from ingest.messages import Deliveries


class ArrivalTimes:
    """Moves a message on by a millisecond when its topic already had one at that time.

    A reading without a time of its own is stored under its arrival time: two in one millisecond would count as a reading and its
    correction. The memory is cleared when a message arrives later than everything in it.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self._newest = 0

    def set_apart(self, deliveries: Deliveries) -> None:
        """Give each delivery a `received_at` (ms UTC) that is new for its topic."""
        last, newest = self._last, self._newest
        for number, (topic, at) in enumerate(zip(deliveries.topics, deliveries.received_at, strict=True)):
            if at > newest:
                last.clear()
                newest = at
            elif (before := last.get(topic, -1)) >= at:
                at = deliveries.received_at[number] = before + 1  # noqa: PLW2901 - the same, a little later
                newest = max(newest, at)
            last[topic] = at
        self._newest = newest
