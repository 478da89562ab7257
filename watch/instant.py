"""Which newest values raise or clear an alert at once: fill, heat, a battery?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from domain.air.windows import HOUR
from domain.alert import Subject
from domain.device import Device, Registry
from domain.reading import Reading
from domain.threshold import Ladder, Sample, unbroken
from domain.waste.fill import fill_told, state_of
from storage.readings.protocol import Readings
from storage.state.latest import Latest
from watch.finding import Finding, Open, matters
from watch.good import Good
from watch.rules import Rules, covers_device
from watch.silence import INTERVALS
from watch.stream import stream
from watch.windowed import BACKFILL

TILTED = "tilted"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    """A newest value (in the ladder's parameter) that a ladder judges; `device` as it was then."""

    device: Device
    ladder: Ladder
    subject: Subject
    sample: Sample

    @property
    def longest_gap(self) -> int:
        """How far apart (ms) values may lie and still be in a row: with more between them the device was silent."""
        return INTERVALS * self.device.interval_s * 1000

    @property
    def reach(self) -> int:
        """How far back (ms) the values lie that may be needed."""
        return self.longest_gap * max(rung.consecutive - 1 for rung in self.ladder)


class Instant:
    """Judges values as they come; what needs several in a row is looked up in the store, so that nothing depends on how they came."""

    def __init__(self, readings: Readings, good: Good) -> None:
        self._readings = readings
        self._good = good

    def findings(
        self, rows: Sequence[Latest], rules: Rules, registry: Registry, open_alerts: Open, pulse: Callable[[], None]
    ) -> list[Finding]:
        """Return what the changed `rows` mean. Raises StoreAwayError or StoreRefusesError, and what `pulse` raises."""
        tilted = {(row.device_id, row.time) for row in rows if row.parameter == TILTED and row.value == 1}
        candidates = [one for row in rows for one in self._candidates(row, rules, registry, tilted)]
        needed = [one for one in candidates if _needs_more(one, open_alerts)]
        before = self._before(needed, registry, pulse)
        found = (_finding(one, before.get((one.device.id, one.ladder[0].id, one.sample.end), ())) for one in candidates)
        return [finding for finding in found if matters(finding, open_alerts)]

    def _candidates(self, row: Latest, rules: Rules, registry: Registry, tilted: Set[tuple[str, int]]) -> Iterator[_Candidate]:
        ladders = rules.about("instant", row.parameter)
        device = registry.device(row.device_id, row.time) if ladders and row.received_at - row.time <= BACKFILL else None
        if device is None:
            return
        for ladder in ladders:
            if ladder[0].kind not in (device.kind, "device") or not covers_device(ladder[0].scope, registry, device, row.time):
                continue
            value = self._value(ladder[0].parameter, device, registry, row.parameter, row.value, row.time)
            if value is not None and not (ladder[0].parameter == "fill" and (row.device_id, row.time) in tilted):
                sample = Sample(start=row.time, end=row.time, value=value)
                yield _Candidate(device=device, ladder=ladder, subject=_subject(ladder, device), sample=sample)

    def _value(self, parameter: str, device: Device, registry: Registry, source: str, value: float, time: int) -> float | None:
        """Return the judged parameter's value, None where a value is no good or tells nothing of it."""
        if not self._good(device, source, value):
            return None
        if parameter != "fill":
            return value
        history = registry.bins.get(device.place) if device.place else None
        fill = fill_told(source, value, history.at(time) if history else None)
        return None if fill is None or state_of(fill) == "fault" else fill

    def _before(
        self, needed: Sequence[_Candidate], registry: Registry, pulse: Callable[[], None]
    ) -> Mapping[tuple[str, str, int], list[Sample]]:
        """Return the values before each candidate's, oldest first, by device, threshold and time."""
        found: dict[tuple[str, str, int], list[Sample]] = {}
        for group in _near_in_time(needed):
            start, end = min(one.sample.end - one.reach for one in group), max(one.sample.end for one in group)
            by_device: dict[str, list[Reading]] = defaultdict(list)
            for reading in stream(self._readings, {one.device.id for one in group}, start, end, pulse):
                by_device[reading.device_id].append(reading)
            for one in group:
                samples = self._samples(one, by_device[one.device.id], registry)
                found[one.device.id, one.ladder[0].id, one.sample.end] = samples
        return found

    def _samples(self, one: _Candidate, readings: Iterable[Reading], registry: Registry) -> list[Sample]:
        samples = []
        for reading in readings:
            device = registry.device(one.device.id, reading.time)
            if reading.time < one.sample.end and device is not None and device.place == one.device.place:
                value = self._of_reading(one.ladder[0].parameter, device, registry, reading)
                if value is not None:
                    samples.append(Sample(start=reading.time, end=reading.time, value=value))
        return samples

    def _of_reading(self, parameter: str, device: Device, registry: Registry, reading: Reading) -> float | None:
        if parameter != "fill":
            value = reading.values.get(parameter)
            return None if value is None else self._value(parameter, device, registry, parameter, value, reading.time)
        if reading.values.get(TILTED) == 1:
            return None
        told = ((name, reading.values[name]) for name in ("fill", "distance") if name in reading.values)
        values = (self._value(parameter, device, registry, name, value, reading.time) for name, value in told)
        return next((value for value in values if value is not None), None)


def _subject(ladder: Ladder, device: Device) -> Subject:
    if ladder[0].kind == "bin" and device.place is not None:
        return Subject(type="bin", id=device.place)
    return Subject(type="device", id=device.id)


def _needs_more(one: _Candidate, open_alerts: Open) -> bool:
    """Tell whether the values before decide: the newest may begin or end something that takes several in a row."""
    is_open = (one.ladder[0].id, one.subject.type, one.subject.id) in open_alerts
    value = one.sample.value
    return any(rung.consecutive > 1 and (rung.beyond(value) or (is_open and rung.back(value))) for rung in one.ladder)


def _near_in_time(candidates: Sequence[_Candidate]) -> Iterable[list[_Candidate]]:
    """Group what one question to the store answers without reading much in vain."""
    groups: dict[int, list[_Candidate]] = defaultdict(list)
    for one in candidates:
        groups[one.sample.end // HOUR].append(one)
    return groups.values()


def _finding(one: _Candidate, before: Sequence[Sample]) -> Finding:
    return Finding(
        ladder=one.ladder,
        subject=one.subject,
        member_type=one.subject.type,
        member=one.subject.id,
        run=unbroken([*before, one.sample], one.longest_gap),
        fresh_until=one.sample.end + one.longest_gap,
    )
