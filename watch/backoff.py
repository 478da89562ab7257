"""When a store that failed is asked again."""

from collections.abc import Callable


class Backoff:
    """Waits that double from half a second to `longest`, with jitter, so that many clients do not come back at once.

    `monotonic` gives seconds; `jitter` a number in [0, 1).
    """

    def __init__(self, monotonic: Callable[[], float], jitter: Callable[[], float], longest: float = 30.0) -> None:
        self._monotonic = monotonic
        self._jitter = jitter
        self._longest = longest
        self._failures = 0
        self._until = 0.0

    @property
    def over(self) -> bool:
        """Whether it is time to try."""
        return self._failures == 0 or self._monotonic() >= self._until

    def failed(self, retry_after: float | None = None) -> None:
        """Wait longer than last time; at least `retry_after` seconds where the store asked for that."""
        self._failures += 1
        wait = min(self._longest, 0.5 * 2 ** min(self._failures - 1, 16)) * (0.5 + self._jitter() / 2)
        self._until = self._monotonic() + max(wait, retry_after or 0.0)

    def succeeded(self) -> None:
        """Begin anew."""
        self._failures = 0
