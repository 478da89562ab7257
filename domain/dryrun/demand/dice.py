"""The source of chance that a draw is made with: whoever calls gives it, seeded."""

from typing import Protocol


class Dice(Protocol):
    """What `random.Random` offers and a draw needs."""

    def random(self) -> float:
        """Return a number from [0, 1)."""
        ...

    def gauss(self, mu: float, sigma: float) -> float:
        """Return a normal number."""
        ...

    def gammavariate(self, alpha: float, beta: float) -> float:
        """Return a gamma number with mean `alpha` · `beta`."""
        ...
