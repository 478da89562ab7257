"""Recognise deliveries on a new connection that the log already holds; not every broker marks them as redelivered.

An acknowledgement that was in transit when the connection or our process ended never reached the broker. The broker then sends the
message again, before anything else on the next connection and in the original order (MQTT 5, 4.4 and 4.6); Mosquitto marks it DUP,
rumqttd does not. Candidates are the log's records behind the last acknowledgement that the broker has certainly read.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.log.entry import Entry
from ingest.log.log import Log, LogUnreadableError
from ingest.mqtt.inbox import Delivery

_TAIL_BYTES = 16_000_000
_READ = 5000


class _Logged(NamedTuple):
    topic: str
    payload: bytes
    received_at: int


class Redeliveries:
    """Compares what comes first on a connection with what the log got last. `window`: messages a broker may leave unacknowledged.

    `logged`: what the log holds at the start that the broker may not know to be acknowledged.
    """

    def __init__(self, window: int, logged: Sequence[Entry] = ()) -> None:
        self._window = window
        self._kept = 0
        self._batches: deque[tuple[int, Sequence[Delivery | Entry]]] = deque()
        self._generation: int | None = None
        self._expected: dict[str, list[_Logged]] = {}
        if logged:
            self.remember(logged, logged[-1].end)

    def recognise(self, deliveries: list[Delivery], proven: int) -> list[Delivery]:
        """Return the deliveries; those that the log has as `repeated`, with the `received_at` they had then.

        With its first arrival's time it is the same reading to the stores, however long we were away. `proven`: the log position
        up to which the broker has our acknowledgements.
        """
        if not self._expected and all(edge.generation == self._generation for edge in (deliveries[0], deliveries[-1])):
            return deliveries
        return [self._compared(delivery, proven) for delivery in deliveries]

    def remember(self, appended: Sequence[Delivery | Entry], end: int) -> None:
        """Note what was appended to the log, whose end is now `end`."""
        self._batches.append((end, appended))
        self._kept += len(appended)
        while self._kept - len(self._batches[0][1]) >= self._window:
            self._kept -= len(self._batches.popleft()[1])

    def _compared(self, delivery: Delivery, proven: int) -> Delivery:
        if delivery.generation != self._generation:
            self._generation = delivery.generation
            self._expected = _by_family(self._unproven(proven))
        family = _family(delivery.topic)
        expected = self._expected.get(family)
        if not expected or not delivery.qos:
            return delivery
        same = (delivery.topic, delivery.payload)
        place = next((place for place, logged in enumerate(expected) if (logged.topic, logged.payload) == same), None)
        if place is None:
            del self._expected[family]  # new, so what follows is new too
            return delivery
        self._expected[family] = expected[place + 1 :]
        return delivery._replace(repeated=True, received_at=expected[place].received_at)

    def _unproven(self, proven: int) -> Iterator[_Logged]:
        for end, appended in self._batches:
            if end > proven:
                yield from (_Logged(delivery.topic, delivery.payload, delivery.received_at) for delivery in appended)


def tail(log: Log, behind: int, most: int) -> list[Entry]:
    """Return the log's last entries that stand behind a position, at most `most` of them."""
    position = max(behind, log.start_of_segment(max(log.end - _TAIL_BYTES, 0)))
    last: deque[Entry] = deque(maxlen=most)
    while position < log.end:
        try:
            entries, position = log.read(position, _READ)
        except LogUnreadableError:  # the drainer says so; what cannot be read cannot be recognised
            break
        last.extend(entries)
    return list(last)


def _by_family(logged: Iterator[_Logged]) -> dict[str, list[_Logged]]:
    families: dict[str, list[_Logged]] = {}
    for message in logged:
        families.setdefault(_family(message.topic), []).append(message)
    return families


def _family(topic: str) -> str:
    """Return what tells networks apart: a broker keeps the order within a subscription, not between several."""
    return topic.partition("/")[0]
