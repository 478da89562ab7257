"""Limits the time spent on hours that have not ended: what they give is provisional, and each new reading changes it."""

from collections.abc import Callable

SHARE = 10  # they get at most one part in ten of the time
LONGEST_PAUSE_S = 20.0  # however long it took to catch up: then less waits, and the next turn is short


class OpenHours:
    """Takes turns with pauses. A turn works out whatever waits when it begins, however many batches that is.

    A pause after each batch instead would make catching up a matter of waiting. `monotonic` gives seconds.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._pause_until = monotonic()
        self._last_rev: int | None = None
        self._worked_s = 0.0

    def turn(self, newest_rev: int) -> int | None:
        """Return the last touch (its `rev`) that this turn works out, None in a pause. A turn that begins now ends with `newest_rev`."""
        if self._monotonic() < self._pause_until:
            return None
        if self._last_rev is None:
            self._last_rev = newest_rev
        return self._last_rev

    def worked(self, seconds: float, *, more: bool) -> None:
        """Count the time that a batch of the turn took; without `more` the turn is over."""
        self._worked_s += seconds
        if not more:
            self._pause_until = self._monotonic() + min((SHARE - 1) * self._worked_s, LONGEST_PAUSE_S)
            self._last_rev, self._worked_s = None, 0.0
