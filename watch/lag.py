"""For how long the longest waiting change has waited."""

from collections import deque


class Lag:
    """Remembers when each revision was first seen, more coarsely the longer ago, and so in bounded memory."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, float]] = deque()

    def of(self, oldest_rev: int, newest_rev: int, now: float) -> float:
        """Return how many seconds ago `oldest_rev` was first seen (within about 1 %), `newest_rev` being seen at `now`."""
        if self._is_worth_noting(newest_rev, now):
            self._seen.append((newest_rev, now))
        while self._seen and self._seen[0][0] < oldest_rev:
            self._seen.popleft()
        return now - self._seen[0][1] if self._seen and oldest_rev else 0.0

    def _is_worth_noting(self, rev: int, now: float) -> bool:
        if not self._seen:
            return True
        (_, first), (last_rev, last) = self._seen[0], self._seen[-1]
        return rev > last_rev and now - last >= (now - first) / 100
