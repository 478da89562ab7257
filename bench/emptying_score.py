"""How well detected emptyings agree with the true ones: recall, precision and delay."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.duration import HOUR

_NEAR = 2 * HOUR  # or three messages, where these take longer


@dataclass(slots=True)
class EmptyingScore:
    """Counts over many bins; `hidden`: true, but no working sensor could see it; `delays` in reports."""

    true: int = 0
    detected: int = 0
    right: int = 0
    hidden: int = 0
    delays: list[float] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """The share of true emptyings that were detected (0–1)."""
        return self.right / self.true

    @property
    def precision(self) -> float:
        """The share of detected emptyings that were true (0–1)."""
        return self.right / max(self.detected, 1)

    def add(self, true: Sequence[int], known_at: Mapping[int, int], interval: int) -> list[tuple[int, int]]:
        """Count one bin; return each true emptying that was detected, with the time it was given (both ms UTC).

        `known_at`: when each detected emptying became known, by its time; `interval`: between two messages (ms).
        """
        missed, pairs = list(true), []
        for time in sorted(known_at):
            nearest = min(missed, key=lambda moment: abs(moment - time), default=None)
            if nearest is not None and abs(nearest - time) <= max(_NEAR, 3 * interval):
                missed.remove(nearest)
                pairs.append((nearest, time))
        self.true, self.detected, self.right = self.true + len(true), self.detected + len(known_at), self.right + len(pairs)
        return pairs
