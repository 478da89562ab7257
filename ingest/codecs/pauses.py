"""Which codecs are not asked for a while, because they cost too much."""

from collections.abc import Callable

_TIMES = 3
_PAUSE_S = 60.0


class Pauses:
    """Counts by codec the costly failures in a row. `monotonic`: a clock in s."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._failures: dict[str, int] = {}
        self._until: dict[str, float] = {}

    def check(self, codec: str) -> None:
        """Raise ValueError for a codec that is not to be asked now; after its pause it has one try at a time."""
        left = self._until.get(codec, 0.0) - self._monotonic()
        if left > 0:
            raise ValueError(
                f"the codec {codec} passed its limits {self._failures[codec]} times in a row: it is tried again in {left:.0f} s; "
                "mend it, then replay what is in quarantine"
            )

    def failed(self, codec: str, *, costly: bool) -> None:
        """Count a failure; one that cost little ends the row."""
        if not costly:
            self.worked(codec)
            return
        self._failures[codec] = self._failures.get(codec, 0) + 1
        if self._failures[codec] >= _TIMES:
            self._until[codec] = self._monotonic() + _PAUSE_S

    def worked(self, codec: str) -> None:
        """Forget its failures."""
        self._failures.pop(codec, None)
