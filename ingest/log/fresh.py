"""Keeps in memory what was appended to the log a moment ago, so that whoever keeps up need not read it back from disk."""

from collections import deque
from collections.abc import Sequence
from itertools import accumulate

from ingest.log.entry import Entries
from ingest.messages import Messages


class Fresh:
    """The last batches, together at most `most_bytes` of the log; the oldest goes first. One thread adds, any reads."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._batches: deque[Entries] = deque()

    def add(self, start: int, records: Sequence[bytes], messages: Messages) -> None:
        """Keep what was appended at log position `start`: the records, and the messages they are of."""
        *positions, end = accumulate(map(len, records), initial=start)
        batch = Entries(messages.received_at, messages.flags, messages.topics, messages.payloads, positions, end=end)
        self._batches.append(batch)
        while self._batches and batch.end - self._batches[0].positions[0] > self._most_bytes:
            self._batches.popleft()

    def read(self, position: int, limit: int, most_bytes: int) -> Entries:
        """Return up to `limit` records of up to `most_bytes` from `position` on; none when the first batch is not kept or is larger."""
        entries = Entries(end=position)
        for batch in list(self._batches):
            if batch.positions[0] == entries.end and len(entries) + len(batch) <= limit and batch.end - position <= most_bytes:
                entries.extend(batch)
                entries.end = batch.end
        return entries
