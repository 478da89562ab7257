"""Keeps writes out of a month while it leaves the store; all other writes go on."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Condition


class Gate:
    """Writers pass with the times of what they write; whoever closes it for a span waits for those inside, then has it alone."""

    def __init__(self) -> None:
        self._changed = Condition()
        self._inside = 0
        self._closed: tuple[int, int] | None = None

    @contextmanager
    def passing(self, times: Sequence[int]) -> Iterator[None]:
        """Write readings of these times (ms UTC), once none of them falls in the closed span."""
        with self._changed:
            self._changed.wait_for(lambda: not self._shuts_out(times))
            self._inside += 1
        try:
            yield
        finally:
            with self._changed:
                self._inside -= 1
                self._changed.notify_all()

    @contextmanager
    def closed(self, start: int, end: int) -> Iterator[None]:
        """Have start <= time < end (ms UTC) alone; one at a time."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed is None)
            self._closed = (start, end)
            self._changed.wait_for(lambda: self._inside == 0)
        try:
            yield
        finally:
            with self._changed:
                self._closed = None
                self._changed.notify_all()

    def _shuts_out(self, times: Sequence[int]) -> bool:
        if self._closed is None or not times:
            return False
        start, end = self._closed
        return min(times) < end and max(times) >= start and any(start <= time < end for time in times)
