"""Recognise deliveries that the log already holds; not every broker marks them as sent again.

An acknowledgement that was in transit when the connection or our process ended never reached the broker, and a broker that dies may forget
some that it has read. It then sends the message again: most brokers before anything else on the next connection and in the original order
(MQTT 5, 4.4 and 4.6), nats-server after its ack wait, in any order and also on the same connection, marked DUP. Candidates are the records
of the log behind the last acknowledgement that the broker certainly has.
"""

from collections import deque
from collections.abc import Iterator
from hashlib import blake2b

from ingest.log.entry import Entries
from ingest.log.log import Log, LogUnreadableError
from ingest.messages import DUP, Deliveries, Messages

_TAIL_BYTES = 16_000_000
_READ = 5000
_SHORT = 512  # bytes of a payload that are remembered as they are


_Message = tuple[str, bytes]  # topic, and payload or what stands for it


class Redeliveries:
    """Compares what a broker sends again with what the log got last. `most`: messages that are remembered."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept = 0
        self._batches: deque[tuple[int, Messages]] = deque()  # appended together, and where the log ended then
        self._generation: int | None = None
        self._in_order: dict[str, Iterator[tuple[_Message, int]]] = {}  # logged on earlier connections, by family
        self._marked: dict[_Message, deque[int]] = {}  # the same by what it says: when each came
        self._here: dict[_Message, tuple[int, int]] | None = None  # logged on this connection: the log's end then, and when it came

    def recognise(self, deliveries: Deliveries, proven: int) -> None:
        """Mark those that the log has as sent again, with the `received_at` they had then.

        With its first arrival's time it is the same reading to the stores, however long we were away. `proven`: the log position
        up to which the broker has our acknowledgements.
        """
        while self._batches and self._batches[0][0] <= proven:
            self._forget_first()
        if deliveries.generation != self._generation:
            self._begin(deliveries.generation)
        if not self._in_order and not deliveries.has_repeated:
            return
        columns = zip(deliveries.packet_ids, deliveries.topics, deliveries.payloads, deliveries.flags, strict=True)
        for number, (packet_id, topic, payload, flags) in enumerate(columns):
            if packet_id:
                message = (topic, payload if len(payload) <= _SHORT else _short(payload))
                received_at = self._time_of_marked(message, proven) if flags & DUP else self._time_of_next(message)
                if received_at is not None:
                    deliveries.flags[number] |= DUP
                    deliveries.received_at[number] = received_at

    def remember(self, appended: Messages, end: int) -> None:
        """Note what was appended to the log, whose end is now `end`."""
        payloads = [payload if len(payload) <= _SHORT else _short(payload) for payload in appended.payloads]
        batch = Messages(appended.received_at, [], appended.topics, payloads)
        self._batches.append((end, batch))
        self._kept += len(batch)
        while self._kept - len(self._batches[0][1]) >= self._most:
            self._forget_first()
        if self._here is not None:
            self._here |= _by_message(end, batch)
            if len(self._here) > 2 * self._most:
                self._here = None  # made anew from what is kept, when it is needed

    def _forget_first(self) -> None:
        self._kept -= len(self._batches.popleft()[1])

    def _begin(self, generation: int) -> None:
        """Expect on a new connection what was logged on earlier ones."""
        self._generation, self._here = generation, None
        families: dict[str, list[tuple[_Message, int]]] = {}
        self._marked = {}
        for _, batch in self._batches:
            for message, received_at in _each(batch):
                families.setdefault(_family(message), []).append((message, received_at))
                self._marked.setdefault(message, deque()).append(received_at)
        self._in_order = {family: iter(logged) for family, logged in families.items()}

    def _time_of_next(self, message: _Message) -> int | None:
        """Return when the log got it, where it comes in the order in which the log has it."""
        family = _family(message)
        for logged, received_at in self._in_order.get(family, ()):
            if logged == message:
                return received_at
        self._in_order.pop(family, None)  # new, so what follows is new too
        return None

    def _time_of_marked(self, message: _Message, proven: int) -> int | None:
        """Return when the log got what the broker says it sends again; None where it never reached us before."""
        if times := self._marked.get(message):
            return times.popleft()
        if self._here is None:
            self._here = {}
            for logged_end, batch in self._batches:
                self._here |= _by_message(logged_end, batch)
        end, received_at = self._here.get(message, (0, 0))
        return received_at if end > proven else None


def tail(log: Log, behind: int) -> Iterator[Entries]:
    """Yield the log's last messages that stand behind a position, at most some 16 MB of them."""
    position = max(behind, log.start_of_segment(max(log.end - _TAIL_BYTES, 0)))
    while position < log.end:
        try:
            entries, position = log.read(position, _READ)
        except LogUnreadableError:  # the drainer says so; what cannot be read cannot be recognised
            return
        yield entries


def _each(batch: Messages) -> Iterator[tuple[_Message, int]]:
    """Yield each message and when it came."""
    return zip(zip(batch.topics, batch.payloads, strict=True), batch.received_at, strict=True)


def _by_message(end: int, batch: Messages) -> dict[_Message, tuple[int, int]]:
    return {message: (end, received_at) for message, received_at in _each(batch)}


def _short(payload: bytes) -> bytes:
    """Return what stands for a long payload, so that memory holds as many messages as a broker may send again."""
    return blake2b(payload, digest_size=16).digest()


def _family(message: _Message) -> str:
    """Return what tells networks apart: a broker keeps the order within a subscription, not between several."""
    return message[0].partition("/")[0]
