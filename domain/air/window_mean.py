"""The mean of a window of hours: 8 or 24 running hours, a legal day, a year.

Rules (Directive 2008/50/EC annex XI A): an 8 h mean needs 6 of 8 hours (V), a daily mean 18 of 24 (M): both 75 %. Only valid
hours take part. Windows are `[start, end)` in ms UTC.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.air.windows import is_covered, mean_of
from domain.duration import HOUR

EIGHT_HOURS = 8
ONE_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowMean:
    """The mean of `n` valid hours of `expected` (of an hour: readings); `valid`: whether they are enough to be judged.

    `sources`: the devices whose hours made it. `indicative`: not all of them are official instruments. `at_least`: the true mean is
    no lower, for some readings were above what their device can measure.
    """

    start: int
    end: int
    mean: float
    n: int
    expected: int
    valid: bool
    sources: tuple[str, ...] = ()
    indicative: bool = True
    at_least: bool = False

    @property
    def coverage(self) -> float:
        """Share of the expected hours that are there, 0–1."""
        return min(1.0, self.n / self.expected)


def window_mean(start: int, end: int, means: Sequence[float]) -> WindowMean | None:
    """Average the valid hours' `means` of one window; None where there is none."""
    if not means:
        return None
    expected = (end - start) // HOUR
    return WindowMean(start=start, end=end, mean=mean_of(means), n=len(means), expected=expected, valid=is_covered(len(means), expected))


def running(hours: Mapping[int, float], ends: Iterable[int], length: int) -> Iterator[WindowMean]:
    """Yield the mean of the `length` hours before each of `ends` (ms UTC, on the hour); an empty window is left out.

    `hours`: valid hours' means by their start (ms UTC).
    """
    for end in ends:
        start = end - length * HOUR
        mean = window_mean(start, end, [hours[hour] for hour in range(start, end, HOUR) if hour in hours])
        if mean is not None:
            yield mean
