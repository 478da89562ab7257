"""For how long a bin was full, and for how long its level was known."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedLevel:
    """The `fill` (%, None where nobody knew) seen at `time`, and when the bin had last been emptied by then (ms UTC).

    `until`: when its sensor counts as silent unless it is heard again; what the bin holds then, nobody knows. None: no sensor said so.
    """

    time: int
    fill: float | None
    emptied_at: int | None
    until: int | None = None


def full_ms(levels: Sequence[ReportedLevel], full: float, start: int, end: int) -> int:
    """Return for how long (ms) within [start, end) a bin stood at `full` (%) or above, from its levels in order of time.

    A level holds until the next one, until its sensor falls silent, or until the bin was emptied, though that was known only later.
    """
    total = 0
    for level, after, known_until in _known(levels, start, end):
        if level.fill is not None and level.fill >= full:
            emptied = after.emptied_at if after.emptied_at is not None and after.emptied_at > level.time else known_until
            total += max(0, min(emptied, known_until) - max(level.time, start))
    return total


def known_ms(levels: Sequence[ReportedLevel], start: int, end: int) -> int:
    """Return for how long (ms) within [start, end) a bin's level was known."""
    return sum(max(0, until - max(level.time, start)) for level, _, until in _known(levels, start, end) if level.fill is not None)


def _known(levels: Sequence[ReportedLevel], start: int, end: int) -> Iterator[tuple[ReportedLevel, ReportedLevel, int]]:
    """Yield each level, the one after it, and until when it holds (ms UTC)."""
    last = ReportedLevel(time=max(end, start), fill=None, emptied_at=None)
    for level, after in pairwise([*levels, last]):
        yield level, after, min(after.time, end, end if level.until is None else level.until)
