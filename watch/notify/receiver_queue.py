"""Which receivers may be sent to now: none that is being sent to, and one that failed only after a wait."""

import threading
from collections.abc import Callable

FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 600.0


class ReceiverQueue:
    """Remembers whom threads are sending to and who failed; safe for several threads. `jitter` gives a number in [0, 1)."""

    def __init__(self, jitter: Callable[[], float]) -> None:
        self._jitter = jitter
        self._lock = threading.Lock()
        self._busy: set[str] = set()
        self._failures: dict[str, int] = {}
        self._not_before: dict[str, int] = {}

    def blocked(self, now: int) -> set[str]:
        """Return the receivers that must not be sent to at `now` (ms UTC): their messages go out in order, one after another."""
        with self._lock:
            return self._busy | {receiver for receiver, time in self._not_before.items() if time > now}

    def begin(self, receiver: str) -> None:
        """Keep a receiver to one thread until `end`."""
        with self._lock:
            self._busy.add(receiver)

    def end(self, receiver: str) -> None:
        """Give a receiver back."""
        with self._lock:
            self._busy.discard(receiver)

    def succeeded(self, receiver: str) -> None:
        """Let a receiver be sent to at once: it took a message."""
        with self._lock:
            self._failures.pop(receiver, None)

    def failed(self, receiver: str, now: int) -> int:
        """Return when (ms UTC) a receiver that failed at `now` may be tried again: after 5 s, doubled at each failure to 10 minutes."""
        with self._lock:
            failures = self._failures[receiver] = self._failures.get(receiver, 0) + 1
            wait_s = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failures - 1, 16)) * (0.75 + self._jitter() / 2)
            self._not_before[receiver] = now + round(wait_s * 1000)
            return self._not_before[receiver]
