"""Tell that a broker or service is away: at once, and then every five seconds, so that nobody wonders what is waited for."""

from collections.abc import Callable
from time import monotonic as real_monotonic

_AGAIN_S = 5.0
Tell = Callable[[str], None]


def tell_nobody(_sentence: str) -> None:
    """Keep silent, as tests want it."""


class Absence:
    """What is told while something is away; `monotonic` gives seconds. Threads may share it: a sentence too many does no harm."""

    def __init__(self, tell: Tell, monotonic: Callable[[], float] = real_monotonic) -> None:
        self._tell = tell
        self._monotonic = monotonic
        self._next = 0.0
        self._began: float | None = None

    def away(self, sentence: str) -> None:
        """Tell it, unless something was told within the last five seconds."""
        now = self._monotonic()
        if self._began is None:
            self._began = self._next = now
        if now >= self._next:
            self._next = now + _AGAIN_S
            waited = round(now - self._began)
            self._tell(f"{sentence}; trying again{f', for {waited} s now' if waited else ''}")

    def over(self) -> None:
        """Note that it is there again: the next absence is told at once."""
        self._began = None
