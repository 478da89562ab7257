"""What the log keeps of messages: as columns, and of one that is looked at by itself."""

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

DUP, REPLAY, RETAINED = 1, 2, 4


class Entry(NamedTuple):
    """One message as it arrived.

    `position`, `end`: where its record begins and ends in the log (bytes). `received_at`: ms UTC. `dup`: the broker said that
    it sends it again. `replay`: it comes from quarantine, so it was never stored, whatever looks like it. `retained`: the broker had
    kept it for whoever subscribes, so it may be of any age.
    """

    position: int
    end: int
    received_at: int
    topic: str
    payload: bytes
    dup: bool = False
    replay: bool = False
    retained: bool = False


@dataclass(slots=True)
class Messages:
    """Messages in order of arrival, as columns: nothing is made for each of them but its topic and payload.

    `received_at`: ms UTC. `flags`: `DUP`, `REPLAY` and `RETAINED`, as an `Entry` tells them.
    """

    received_at: list[int] = field(default_factory=list)
    flags: list[int] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    payloads: list[bytes] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.topics)

    def extend(self, messages: "Messages") -> None:
        """Add messages."""
        self.received_at += messages.received_at
        self.flags += messages.flags
        self.topics += messages.topics
        self.payloads += messages.payloads


@dataclass(slots=True)
class Entries(Messages):
    """Messages that follow one another in the log.

    `positions`: where the record of each begins and, behind the last, where that ends.
    """

    positions: list[int] = field(kw_only=True)

    def __getitem__(self, number: int) -> Entry:
        """Return one message."""
        begin, end = self.positions[number : number + 2]
        message = begin, end, self.received_at[number], self.topics[number], self.payloads[number]
        flags = self.flags[number]
        return Entry(*message, flags & DUP != 0, flags & REPLAY != 0, flags & RETAINED != 0) if flags else Entry(*message)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.__getitem__, range(len(self)))

    def cut(self, position: int) -> None:
        """Leave out those that begin at a log position or behind it."""
        count = min(bisect_left(self.positions, position), len(self))
        for column in (self.received_at, self.flags, self.topics, self.payloads):
            del column[count:]
        del self.positions[count + 1 :]

    @property
    def end(self) -> int:
        """The log position behind the last of them."""
        return self.positions[-1]
