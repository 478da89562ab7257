"""Judges the flags again that changed hours concern, and stores them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from domain.air.quality.channels import other_channel
from domain.air.quality.series import NEIGHBOURS_WITHIN, REACHES_BACK
from domain.device import Registry
from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state.air import invalidations
from storage.state.air import quality as marked
from storage.state.air.quality import Mark
from storage.state.engine import State
from storage.state.ingest.touched import Touched
from watch.air.quality import Quality, grouped
from watch.air.quality_marks import DeviceSeries, judge, marks
from watch.leadership import Leadership

MOST_MARKS = 5000  # kept in one transaction; a device may have more
Spans = tuple[tuple[int, int], ...]  # each [start, end) in ms UTC, in order, apart from each other


class QualityHours:
    """Judges changed hours again, and those before and after that they have a say in: the result depends on what is stored only."""

    def __init__(self, state: State, readings: Readings, quality: Quality, leadership: Leadership) -> None:
        self._state = state
        self._readings = readings
        self._quality = quality
        self._leadership = leadership

    def recompute(self, waiting: Iterable[Touched], registry: Registry, pulse: Callable[[], None]) -> None:
        """Bring the flags up to date that changed hours concern. Raises what `Hours.recompute` raises; doing it twice does no harm."""
        by_spans: dict[Spans, set[str]] = defaultdict(set)
        for device_id, hours in _hours(waiting, registry).items():
            by_spans[spans_of(hours)].add(device_id)
        for spans, devices in by_spans.items():
            marks_of = self._marks(spans, devices, registry, pulse)
            for portion in portions(sorted(devices), marks_of):
                pulse()
                with self._state.begin() as connection:
                    self._leadership.insist(connection)
                    marked.replace(connection, portion, spans, [mark for device_id in portion for mark in marks_of.get(device_id, ())])

    def _marks(self, spans: Spans, devices: set[str], registry: Registry, pulse: Callable[[], None]) -> dict[str, list[Mark]]:
        judged: dict[str, DeviceSeries] = {}
        start, end = spans[0][0] - REACHES_BACK, spans[-1][1] + NEIGHBOURS_WITHIN
        with self._state.read() as connection:
            invalid = grouped(invalidations.in_force(connection, start, end, devices))
        for first, last in _with_context(spans):
            for device_id, group in groupby(stream(self._readings, devices, first, last, pulse), key=_device):
                series = judge(registry.devices[device_id], group, self._quality, invalid.get(device_id, ()))
                judged[device_id] = _joined(judged[device_id], series) if device_id in judged else series
        marks_of = {}
        for device_id, series in judged.items():
            pulse()
            other = judged.get(other_channel(device_id) or "")
            of_device = marks(series, self._quality, other.hour_means() if other else {})
            marks_of[device_id] = [mark for mark in of_device if any(begin <= mark.time < stop for begin, stop in spans)]
        return marks_of


def spans_of(hours: Iterable[int]) -> Spans:
    """Return the time whose flags may change with these hours (starts, ms UTC): a spike shows once its next neighbour is there."""
    return _touching_as_one((hour - NEIGHBOURS_WITHIN, hour + HOUR + REACHES_BACK) for hour in sorted(hours))


def portions(devices: Iterable[str], marks_of: Mapping[str, Sequence[Mark]]) -> Iterator[list[str]]:
    """Part the devices so that nobody waits long for the state, however much there is to say of them."""
    portion: list[str] = []
    count = 0
    for device_id in devices:
        portion.append(device_id)
        count += len(marks_of.get(device_id, ()))
        if count >= MOST_MARKS:
            yield portion
            portion, count = [], 0
    if portion:
        yield portion


def _with_context(spans: Spans) -> Spans:
    """Return what must be read to judge the spans; where two would overlap, they are read as one."""
    return _touching_as_one((start - REACHES_BACK, end + NEIGHBOURS_WITHIN) for start, end in spans)


def _touching_as_one(spans: Iterable[tuple[int, int]]) -> Spans:
    """Join those that overlap or touch; they come in order of start and of end."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], end
        else:
            joined.append((start, end))
    return tuple(joined)


def _hours(waiting: Iterable[Touched], registry: Registry) -> dict[str, set[int]]:
    """Return the changed hours by device; an instrument's two channels are judged together. Nobody's devices are not judged."""
    hours: dict[str, set[int]] = defaultdict(set)
    for row in waiting:
        for device_id in (row.device_id, other_channel(row.device_id)):
            if device_id is not None and device_id in registry.devices:
                hours[device_id].add(row.hour)
    return hours


def _joined(before: DeviceSeries, after: DeviceSeries) -> DeviceSeries:
    for parameter, series in after.series.items():
        before.series[parameter] += series
    before.faults += after.faults
    return before


def _device(reading: Reading) -> str:
    return reading.device_id
