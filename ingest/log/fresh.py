"""Keeps in memory what was appended to the log a moment ago, so that whoever keeps up need not read it back from disk."""

from collections import deque
from collections.abc import Sequence
from itertools import accumulate, pairwise
from typing import NamedTuple, Protocol

from ingest.log.entry import Entry


class Appended(Protocol):
    """A message as it was appended."""

    @property
    def topic(self) -> str: ...  # noqa: D102 - as an Entry's
    @property
    def payload(self) -> bytes: ...  # noqa: D102
    @property
    def received_at(self) -> int: ...  # noqa: D102
    @property
    def repeated(self) -> bool: ...  # noqa: D102 - as an Entry's `dup`
    @property
    def retained(self) -> bool: ...  # noqa: D102


class _Batch(NamedTuple):
    positions: Sequence[int]  # of each record, and behind the last
    messages: Sequence[Appended]


class Fresh:
    """The last batches, together at most `most_bytes` of the log; the oldest goes first. One thread adds, any reads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._batches: deque[_Batch] = deque()

    def add(self, start: int, records: Sequence[bytes], messages: Sequence[Appended]) -> None:
        """Keep what was appended at log position `start`: the records, and the messages they are of."""
        batch = _Batch(list(accumulate(map(len, records), initial=start)), messages)
        self._batches.append(batch)
        while self._batches and batch.positions[-1] - self._batches[0].positions[0] > self._most_bytes:
            self._batches.popleft()

    def read(self, position: int, limit: int) -> list[Entry]:
        """Return up to `limit` records from `position` on; none when the first of them is not kept."""
        entries: list[Entry] = []
        for positions, messages in list(self._batches):
            if positions[0] == position and len(entries) + len(messages) <= limit:
                entries += map(_entry, pairwise(positions), messages)
                position = positions[-1]
        return entries


def _entry(place: tuple[int, int], message: Appended) -> Entry:
    return Entry(*place, message.received_at, message.topic, message.payload, message.repeated, False, message.retained)
