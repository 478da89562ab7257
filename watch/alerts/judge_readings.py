"""What do a device's readings mean under the ladders that are about it, each reading in its turn?"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.alerts.alert import Subject
from domain.alerts.credible_fills import CredibilityRules, credible_fills, needs_credible_fills
from domain.alerts.judged_value import judged_value
from domain.alerts.scope import covers_device
from domain.alerts.severity import Severity
from domain.alerts.threshold import Sample, ThresholdLadder, longest_run, unbroken
from domain.bounded_value import BoundedValue, Bounds
from domain.device import Device, Registry
from domain.reading import Reading
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from watch.alerts.observation import Observation, OpenAlerts

_OFTEN = 1.5  # intervals: readings no further apart have none between them


@dataclass(frozen=True, slots=True, kw_only=True)
class UnjudgedReadings:
    """What a device measured last, and from when on (ms UTC, exclusive) its readings have not been judged.

    `several`: what changed was measured at several times.
    """

    device: Device
    newest: Reading
    several: bool
    after: int
    ladders: Sequence[ThresholdLadder]

    @property
    def alone(self) -> bool:
        """Whether there is nothing unjudged but the newest reading."""
        return not self.several and self.newest.time - self.after <= _OFTEN * self.device.interval_s * 1000

    @property
    def reach(self) -> int:
        """How far back (ms) before the first unjudged reading those lie that may be in a row with it."""
        return self.device.longest_silence * max(longest_run(ladder) - 1 for ladder in self.ladders)


class ReadingJudge:
    """Judges what is new of a device; where several fills in a row seem to change how severe it is, those that count decide."""

    def __init__(self, readings: Readings, bounds: Bounds, doubt: CredibilityRules) -> None:
        self._readings = readings
        self._bounds = bounds
        self._doubt = doubt

    def needs_more(self, news: UnjudgedReadings, ladder: ThresholdLadder, registry: Registry, open_alerts: OpenAlerts) -> bool:
        """Return whether the readings before decide: the newest may begin or end something that takes several in a row."""
        value = self._value(ladder, news.newest, news.device, registry)
        if value is None:
            return False
        is_open = (ladder[0].id, *_key(ladder, news.device)) in open_alerts
        return any(step.consecutive > 1 and (step.beyond(*value) or (is_open and step.back(*value))) for step in ladder)

    def judge(
        self, news: UnjudgedReadings, readings: Sequence[Reading], registry: Registry, open_alerts: OpenAlerts
    ) -> Iterator[Observation]:
        """Yield what the readings change, and what the newest one confirms. Raises StoreAwayError or StoreRefusesError."""
        for ladder in news.ladders:
            kind, name = _key(ladder, news.device)
            alert = open_alerts.get((ladder[0].id, kind, name))
            member = alert.open_members.get(name) if alert else None
            before = member.severity if member else None
            samples: list[Sample] = []
            for device, sample in self._samples(ladder, news.device, readings, registry):
                samples.append(sample)
                if sample.end > news.after:
                    observation = self._confirmed(_observation(ladder, device, samples), before, device, registry)
                    severity = observation.severity_now(before)
                    if severity != before or (severity is not None and sample.end == news.newest.time):
                        yield observation
                    before = severity

    def _confirmed(self, observation: Observation, before: Severity | None, device: Device, registry: Registry) -> Observation:
        """Return the observation, or, where several fills in a row seem to change how severe it is, what those that count make of it."""
        ladder = observation.ladder
        if not needs_credible_fills(ladder) or observation.severity_now(before) == before:
            return observation
        said = stream(self._readings, [device.id], observation.at - self._doubt.look_back_ms, observation.at + 1)
        fills = [sample for _, sample in self._samples(ladder, device, said, registry)]
        return _observation(ladder, device, credible_fills(fills, self._doubt))

    def _samples(
        self, ladder: ThresholdLadder, stands: Device, readings: Iterable[Reading], registry: Registry
    ) -> Iterator[tuple[Device, Sample]]:
        """Yield what a device measured where it stands now, each with the device as it was then."""
        for reading in readings:
            device = registry.device(stands.id, reading.time)
            if device is None or device.place != stands.place or not covers_device(ladder[0].scope, registry, device, reading.time):
                continue
            value = self._value(ladder, reading, device, registry)
            if value is not None:
                yield device, Sample(start=reading.time, end=reading.time, value=value.value, bound=value.bound)

    def _value(self, ladder: ThresholdLadder, reading: Reading, device: Device, registry: Registry) -> BoundedValue | None:
        return judged_value(ladder[0].parameter, reading.values, device, registry, reading.time, self._bounds)


def _key(ladder: ThresholdLadder, device: Device) -> tuple[str, str]:
    """Return type and id of what an alert is about: the bin, or the device."""
    return ("bin", device.place) if ladder[0].kind == "bin" and device.place is not None else ("device", device.id)


def _observation(ladder: ThresholdLadder, device: Device, samples: Sequence[Sample]) -> Observation:
    kind, name = _key(ladder, device)
    newest = samples[-1]
    return Observation(
        ladder=ladder,
        subject=Subject(type=kind, id=name),
        member_type=kind,
        member=name,
        run=unbroken(samples[-longest_run(ladder) :], device.longest_silence),
        fresh_until=newest.end + device.longest_silence,
        at=newest.end,
    )
