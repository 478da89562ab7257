"""Tests whether a value fits its series: QARTOD's spike, rate of change and flat line tests, and humidity for optical PM.

A value that does not is suspect, never failed: a bonfire, New Year's Eve or a passing ship look the same, so a person decides.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.duration import HOUR

NEIGHBOURS_WITHIN = 2 * HOUR  # ms; values further apart say nothing of each other
LONGEST_FLAT = 6 * HOUR  # ms
REACHES_BACK = LONGEST_FLAT + NEIGHBOURS_WITHIN  # so far before a value its judgement looks


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRules:
    """One parameter's bounds, in its unit; None: not tested.

    `spike`: greatest distance from the mean of both neighbours. `rate`: greatest change an hour. `flat_span`: ms within which
    a live sensor's values differ by at least `flat_tolerance`. `humidity`: % above which optical PM is suspect.
    """

    spike: float | None = None
    rate: float | None = None
    flat_span: int | None = None
    flat_tolerance: float = 0.0
    humidity: float | None = None

    def __post_init__(self) -> None:
        if self.flat_span is not None and not 0 < self.flat_span <= LONGEST_FLAT:
            raise ValueError(f"a flat line's span lies within {LONGEST_FLAT // HOUR} h, got {self.flat_span} ms")


Series = Sequence[tuple[int, float]]  # (time in ms UTC, value) in order of time


def suspicions(series: Series, rules: SeriesRules, unit: str) -> Iterator[tuple[int, str]]:
    """Yield (time, sentence) for each issue; a value may have several."""
    for i, (time, value) in enumerate(series):
        before = series[i - 1] if i and time - series[i - 1][0] <= NEIGHBOURS_WITHIN else None
        after = series[i + 1] if i + 1 < len(series) and series[i + 1][0] - time <= NEIGHBOURS_WITHIN else None
        if rules.spike is not None and before and after and is_spike(before[1], value, after[1], rules.spike):
            yield time, f"spike: {value:g} {unit} between {before[1]:g} and {after[1]:g}, more than {rules.spike:g} from their mean"
        if rules.rate is not None and before and changes_too_fast(before, (time, value), rules.rate):
            yield time, f"rate of change: from {before[1]:g} to {value:g} {unit}, faster than {rules.rate:g} an hour"
        if rules.flat_span is not None and is_flat(series, i, rules.flat_span, rules.flat_tolerance):
            yield time, f"flat line: {value:g} {unit} for {rules.flat_span / HOUR:g} h"


def humid(times: Series, humidity: Mapping[int, float], most: float) -> Iterator[tuple[int, str]]:
    """Yield (time, sentence) for optical values measured at more than `most` % relative humidity."""
    for time, _ in times:
        if humidity.get(time, 0.0) > most:
            yield time, f"humidity: {humidity[time]:g} % is above {most:g} %, where drops count as dust"


def is_spike(before: float, value: float, after: float, most: float) -> bool:
    """Return whether a value lies further than `most` from the mean of its neighbours."""
    return abs(value - (before + after) / 2) > most


def changes_too_fast(before: tuple[int, float], now: tuple[int, float], most: float) -> bool:
    """Return whether a value changed by more than `most` an hour since the one before; each is (ms, value)."""
    return abs(now[1] - before[1]) * HOUR > most * (now[0] - before[0])


def is_flat(series: Series, index: int, span: int, tolerance: float) -> bool:
    """Return whether all values of the last `span` ms up to `index` lie within less than `tolerance`; they must span it whole."""
    end, value = series[index]
    first = index
    while first > 0 and series[first][0] > end - span:
        # Most series move at once, so look no further back than the first value that differs.
        if abs(series[first - 1][1] - value) >= tolerance or series[first][0] - series[first - 1][0] > NEIGHBOURS_WITHIN:
            return False
        first -= 1
    if series[first][0] > end - span:
        return False
    values = [earlier for _, earlier in series[first : index + 1]]
    return max(values) - min(values) < tolerance
