"""Recognise deliveries that the log already holds; not every broker marks them as sent again.

An acknowledgement that was in transit when the connection or our process ended never reached the broker, and a broker that dies may forget
some that it has read. It then sends the message again: most brokers before anything else on the next connection and in the original order
(MQTT 5, 4.4 and 4.6), nats-server after its ack wait, in any order and also on the same connection, marked DUP. Candidates are the records
of the log behind the last acknowledgement that the broker certainly has.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ingest.log.entry import Entry
from ingest.log.log import Log, LogUnreadableError
from ingest.mqtt.inbox import Delivery

_TAIL_BYTES = 16_000_000
_READ = 5000


_Message = tuple[str, bytes]  # topic and payload


class _Logged(NamedTuple):
    topic: str
    payload: bytes
    received_at: int


class Redeliveries:
    """Compares what a broker sends again with what the log got last. `most`: messages that are remembered.

    `logged`: what the log holds at the start that the broker may not know to be acknowledged.
    """

    def __init__(self, most: int, logged: Sequence[Entry] = ()) -> None:
        self._most = most
        self._kept = 0
        self._batches: deque[tuple[int, Sequence[Delivery | Entry]]] = deque()
        self._generation: int | None = None
        self._in_order: dict[str, Iterator[_Logged]] = {}  # logged on earlier connections, by family
        self._marked: dict[_Message, deque[int]] = {}  # the same by what it says: when each came
        self._here: dict[_Message, tuple[int, int]] | None = None  # logged on this connection: the log's end then, and when it came
        if logged:
            self.remember(logged, logged[-1].end)

    def recognise(self, deliveries: list[Delivery], proven: int) -> list[Delivery]:
        """Return the deliveries; those that the log has as `repeated`, with the `received_at` they had then.

        With its first arrival's time it is the same reading to the stores, however long we were away. `proven`: the log position
        up to which the broker has our acknowledgements.
        """
        while self._batches and self._batches[0][0] <= proven:
            self._forget_first()
        if (
            not self._in_order
            and all(edge.generation == self._generation for edge in (deliveries[0], deliveries[-1]))
            and not any([delivery.repeated for delivery in deliveries])  # noqa: C419 - a list is faster, and this is asked of each message
        ):
            return deliveries
        return [self._compared(delivery, proven) for delivery in deliveries]

    def remember(self, appended: Sequence[Delivery | Entry], end: int) -> None:
        """Note what was appended to the log, whose end is now `end`."""
        self._batches.append((end, appended))
        self._kept += len(appended)
        while self._kept - len(self._batches[0][1]) >= self._most:
            self._forget_first()
        if self._here is not None:
            self._here |= _by_message(end, appended)
            if len(self._here) > 2 * self._most:
                self._here = None  # made anew from what is kept, when it is needed

    def _forget_first(self) -> None:
        self._kept -= len(self._batches.popleft()[1])

    def _compared(self, delivery: Delivery, proven: int) -> Delivery:
        if delivery.generation != self._generation:
            self._begin(delivery.generation)
        if not delivery.qos:
            return delivery
        received_at = self._time_of_marked(delivery, proven) if delivery.repeated else self._time_of_next(delivery)
        return delivery if received_at is None else delivery._replace(repeated=True, received_at=received_at)

    def _begin(self, generation: int) -> None:
        """Expect on a new connection what was logged on earlier ones."""
        self._generation, self._here = generation, None
        logged = [_Logged(message.topic, message.payload, message.received_at) for _, appended in self._batches for message in appended]
        families: dict[str, list[_Logged]] = {}
        self._marked = {}
        for message in logged:
            families.setdefault(_family(message.topic), []).append(message)
            self._marked.setdefault((message.topic, message.payload), deque()).append(message.received_at)
        self._in_order = {family: iter(messages) for family, messages in families.items()}

    def _time_of_next(self, delivery: Delivery) -> int | None:
        """Return when the log got it, where it comes in the order in which the log has it."""
        family = _family(delivery.topic)
        for logged in self._in_order.get(family, ()):
            if (logged.topic, logged.payload) == (delivery.topic, delivery.payload):
                return logged.received_at
        self._in_order.pop(family, None)  # new, so what follows is new too
        return None

    def _time_of_marked(self, delivery: Delivery, proven: int) -> int | None:
        """Return when the log got what the broker says it sends again; None where it never reached us before."""
        message = (delivery.topic, delivery.payload)
        if times := self._marked.get(message):
            return times.popleft()
        if self._here is None:
            self._here = {}
            for end, appended in self._batches:
                self._here |= _by_message(end, appended)
        end, received_at = self._here.get(message, (0, 0))
        return received_at if end > proven else None


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


def _by_message(end: int, appended: Sequence[Delivery | Entry]) -> dict[_Message, tuple[int, int]]:
    return {(message.topic, message.payload): (end, message.received_at) for message in appended}


def _family(topic: str) -> str:
    """Return what tells networks apart: a broker keeps the order within a subscription, not between several."""
    return topic.partition("/")[0]
