"""What one device measured, as a curve with gaps that keeps its extremes, and the doubted values on it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter

from api.pages.site_control.doubts import Doubt
from domain.air.windows import start_of_hour
from domain.duration import HOUR, MINUTE, SECOND
from domain.reading import Reading

_STRETCHES = 500  # of a curve, at most two points in each


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurements:
    """A curve: `times` (s UTC) and `values`, None in a gap."""

    times: Sequence[int]
    values: Sequence[float | None]


def measurements(readings: Iterable[Reading], parameter: str, interval_s: int) -> Measurements:
    """Return the curve of a parameter; a gap is where nothing came for three intervals and half an hour, or for a whole clock hour."""
    values = [(reading.time, reading.values[parameter]) for reading in readings if parameter in reading.values]
    gaps = [((before + after) // 2, None) for (before, _), (after, _) in pairwise(values) if _is_gap(before, after, interval_s * SECOND)]
    points = sorted([*thinned(values), *gaps], key=itemgetter(0))
    return Measurements(times=[time // SECOND for time, _ in points], values=[value for _, value in points])


def _is_gap(before: int, after: int, interval: int) -> bool:
    misses_an_hour = interval <= HOUR and start_of_hour(after) - start_of_hour(before) > HOUR
    return misses_an_hour or after - before > max(3 * interval, 30 * MINUTE)


def thinned(values: Sequence[tuple[int, float]]) -> list[tuple[int, float]]:
    """Return at most the lowest and the highest value of each stretch, in order of time."""
    if len(values) <= 2 * _STRETCHES:
        return list(values)
    start, length = values[0][0], values[-1][0] - values[0][0] + 1
    kept: dict[int, list[tuple[int, float]]] = {}
    for time, value in values:
        kept.setdefault((time - start) * _STRETCHES // length, []).append((time, value))
    return [
        point
        for stretch in kept.values()
        for point in sorted({min(stretch, key=lambda point: point[1]), max(stretch, key=lambda point: point[1])})
    ]


def doubt_marks(doubts: Sequence[Doubt], curve: Measurements, device_id: str, parameter: str) -> list[dict[str, object]]:
    """Return the doubts on the curve: the highest point that each of them holds, with its words."""
    marks: list[dict[str, object]] = []
    for doubt in doubts:
        if (doubt.device_id, doubt.parameter) != (device_id, parameter):
            continue
        held = [
            (value, time)
            for time, value in zip(curve.times, curve.values, strict=True)
            if value is not None and doubt.start // SECOND <= time <= doubt.end // SECOND
        ]
        if held:
            value, time = max(held)
            marks.append({"time": time, "value": value, "why": doubt.why, "neighbours": doubt.neighbours})
    return sorted(marks, key=lambda mark: str(mark["time"]))
