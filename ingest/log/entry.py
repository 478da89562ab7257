"""What the log keeps of a message."""

from typing import NamedTuple


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
