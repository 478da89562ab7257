"""What the log keeps of messages: as columns, and of one that is looked at by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ingest.messages import DUP, REPLAY, RETAINED, Messages


class Entry(NamedTuple):
    """One message as it arrived.

    `position`, `end`: where its record begins and ends in the log (bytes). `received_at`: ms UTC. `dup`, `replay`, `retained`: its flags
    (`Messages`).
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
class Entries(Messages):
    """Messages that follow one another in the log.

    `positions`: where the record of each begins. `end`: the position behind the last.
    """

    positions: list[int] = field(default_factory=list)
    end: int = field(kw_only=True)

    def __getitem__(self, number: int) -> Entry:
        """Return one message."""
        begin, end = (*self.positions[number : number + 2], self.end)[:2]
        message = begin, end, self.received_at[number], self.topics[number], self.payloads[number]
        flags = self.flags[number]
        return Entry(*message, flags & DUP != 0, flags & REPLAY != 0, flags & RETAINED != 0) if flags else Entry(*message)

    def __iter__(self) -> Iterator[Entry]:
        return map(self.__getitem__, range(len(self)))

    def before(self, position: int) -> "Entries":
        """Return those that begin before a log position."""
        return self if self.end <= position else replace(self.only([begin < position for begin in self.positions]), end=position)
