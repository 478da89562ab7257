"""Which of five shades a value has in a picture: the values of the picture part themselves into classes of about equal size."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from domain.air.patterns.pollution_rose import rose_bounds


@dataclass(frozen=True, slots=True, kw_only=True)
class Shades:
    """`bounds` part the shades, ascending; shade 0 is the lightest."""

    bounds: Sequence[float]

    def of(self, value: float) -> int:
        """Return a value's shade; one on a bound has the next."""
        return bisect_right(self.bounds, value)

    @property
    def spans(self) -> list[tuple[float | None, float | None]]:
        """The values of each shade, [low, high), None without an end."""
        return list(pairwise([None, *self.bounds, None]))


def shades_of(values: Sequence[float]) -> Shades:
    """Return shades for the values of a picture."""
    return Shades(bounds=rose_bounds(values))
