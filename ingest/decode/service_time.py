"""The service's time.

The world's, or with `--clock data` that of the newest reading: then years pass as fast as they are sent, and only a clock that
is a day ahead of everybody's is called wrong.
"""

from domain.duration import DAY
from domain.reading import AHEAD_MS

DATA_FUTURE_MS = DAY  # devices send at least once a day; one whose counter overflowed must not carry all others along


class WorldTime:
    """The world's own time."""

    def at(self, received_at: int) -> int:
        """Return the service's time (ms UTC) when something came at `received_at` (the world's, ms UTC)."""
        return received_at

    def latest(self, received_at: int) -> int:
        """Return the latest time (ms UTC) that a reading received then may have."""
        return received_at + AHEAD_MS

    def saw(self, time: int) -> None:
        """Take note of a reading's own time (ms UTC): the world does not care."""


class DataTime(WorldTime):
    """The newest reading's time. `newest`: what is known at the start (ms UTC), None when there is no reading yet."""

    def __init__(self, newest: int | None) -> None:
        self._newest = newest

    def at(self, received_at: int) -> int:
        """Return the newest reading's time, before the first one the world's; see WorldTime."""
        return received_at if self._newest is None else self._newest

    def latest(self, received_at: int) -> int:
        """Return the latest time (ms UTC) that a reading received then may have; see WorldTime."""
        return max(self.at(received_at), received_at) + DATA_FUTURE_MS

    def saw(self, time: int) -> None:
        """Go on to a reading's own time, never back."""
        if self._newest is None or time > self._newest:
            self._newest = time
