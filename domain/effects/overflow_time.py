"""For how long was a bin full?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """The `fill` (%, None where nobody knew) seen at `time`, and when the bin had last been emptied by then (ms UTC)."""

    time: int
    fill: float | None
    emptied_at: int | None


def full_ms(levels: Sequence[Level], full: float, start: int, end: int) -> int:
    """Return for how long (ms) within [start, end) a bin stood at `full` (%) or above, from its levels in order of time.

    A level holds until the next one, or until the bin was emptied in between, though that was known only later.
    """
    total = 0
    for level, after in pairwise([*levels, Level(time=end, fill=None, emptied_at=None)]):
        if level.fill is not None and level.fill >= full:
            emptied = after.emptied_at if after.emptied_at is not None and after.emptied_at > level.time else after.time
            total += max(0, min(emptied, after.time, end) - max(level.time, start))
    return total
