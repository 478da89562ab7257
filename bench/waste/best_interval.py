"""The longest interval that a bin's history allows, and the start that keeps neighbours together: the best fixed schedule.

For each bin every interval is laid over the history, and the longest one is taken with which the bin would have been above a
target level for at most 1 % of the time: a lower target is a more careful schedule.
"""

from collections.abc import Callable, Iterable, Mapping

TOLERATED = 0.01
FullAt = Callable[[int], float | None]  # when the bin reaches the target level after an emptying


def longest_interval(full_at: FullAt, starts: Iterable[int], *, end: int, day: int, longest: int) -> int:
    """Return the interval in days, 1 where even that is too long. `day`: how many units of time a day is, `end`: of the history."""
    times = [(start, full_at(start)) for start in starts]
    return max((days for days in range(1, longest + 1) if _above(times, days * day, end) <= TOLERATED), default=1)


def _above(times: Iterable[tuple[int, float | None]], length: int, end: int) -> float:
    """Return the share of time that the bin would have been above the target, whichever start the interval had."""
    late, total = 0.0, 0
    for start, full in times:
        if start + length <= end:
            late += 0 if full is None else max(0, start + length - full)
            total += length
    return late / total if total else 1.0


def halved_to_powers(intervals: Mapping[str, int]) -> dict[str, int]:
    """Return the intervals shortened to 1, 2, 4, 8, … days, so that rounds fall together."""
    return {name: 1 << (days.bit_length() - 1) for name, days in intervals.items()}


def dealt(intervals: Mapping[str, int], east: Mapping[str, float]) -> dict[str, int]:
    """Return each bin's first day, dealt out from west to east among the bins of its interval."""
    offsets: dict[str, int] = {}
    for days in set(intervals.values()):
        same = sorted((name for name, other in intervals.items() if other == days), key=lambda name: (east[name], name))
        offsets |= {name: number * days // len(same) for number, name in enumerate(same)}
    return offsets
