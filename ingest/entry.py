"""What does the log keep of a message?"""

from typing import NamedTuple


class Entry(NamedTuple):
    """One message as it arrived: `position` in the log, `received_at` in ms UTC, `dup` when the broker says it is sent again."""

    position: int
    received_at: int
    topic: str
    payload: bytes
    dup: bool
