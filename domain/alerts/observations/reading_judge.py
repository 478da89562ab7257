"""What a device's readings say under a threshold ladder, each reading in its turn."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from domain.alerts.alert import Subject
from domain.alerts.observations.credible_fills import CredibilityRules, credible_fills, needs_credible_fills
from domain.alerts.observations.judged_value import judged_value
from domain.alerts.observations.observation import Observation
from domain.alerts.scope import covers_device
from domain.alerts.severity import Severity
from domain.alerts.threshold import Sample, ThresholdLadder, longest_run, unbroken
from domain.bounded_value import BoundedValue, Bounds
from domain.device import Device, Registry
from domain.reading import Reading

ReadingsOf = Callable[[str, int, int], Iterable[Reading]]  # a device's readings with start <= time < end (ms UTC), oldest first


def subject_of(ladder: ThresholdLadder, device: Device) -> Subject:
    """Return what an alert about a device's reading is about: the bin, or the device."""
    if ladder[0].kind == "bin" and device.place is not None:
        return Subject(type="bin", id=device.place)
    return Subject(type="device", id=device.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingJudge:
    """Judges readings of registered devices.

    `readings_of`: where several fills in a row seem to change how severe it is, the credible ones among those of the days before
    decide, and these are read anew.
    """

    registry: Registry
    bounds: Bounds
    credibility: CredibilityRules
    readings_of: ReadingsOf

    def value(self, ladder: ThresholdLadder, reading: Reading, device: Device) -> BoundedValue | None:
        """Return the value that the ladder judges; None where the reading says nothing of it."""
        return judged_value(ladder[0].parameter, reading.values, device, self.registry, reading.time, self.bounds)

    def observations(
        self, ladder: ThresholdLadder, device: Device, readings: Iterable[Reading], before: Severity | None, *, after: int = -1
    ) -> Iterator[Observation]:
        """Yield what `readings` say that were measured after `after` (ms UTC): each that is severe, or ends what was.

        `device`: as it is now; what it measured elsewhere is not judged. `before`: how severe it was until `after`.
        """
        samples: list[Sample] = []
        for registered, sample in self._samples(ladder, device, readings):
            samples.append(sample)
            if sample.end <= after:
                continue
            observation = self._credible(_observation(ladder, registered, samples), registered, before)
            severity = observation.severity_after(before)
            if severity is not None or before is not None:
                yield observation
            before = severity

    def _samples(self, ladder: ThresholdLadder, device: Device, readings: Iterable[Reading]) -> Iterator[tuple[Device, Sample]]:
        """Yield what a device measured where it stands now, each with the device as it was then."""
        for reading in readings:
            registered = self.registry.device(device.id, reading.time)
            if (
                registered is None
                or registered.place != device.place
                or not covers_device(ladder[0].scope, self.registry, registered, reading.time)
            ):
                continue
            value = self.value(ladder, reading, registered)
            if value is not None:
                yield registered, Sample(start=reading.time, end=reading.time, value=value.value, bound=value.bound)

    def _credible(self, observation: Observation, device: Device, before: Severity | None) -> Observation:
        """Return the observation, or, where several fills in a row seem to change how severe it is, that of the credible fills."""
        ladder = observation.ladder
        if not needs_credible_fills(ladder) or observation.severity_after(before) == before:
            return observation
        readings = self.readings_of(device.id, observation.at - self.credibility.look_back_ms, observation.at + 1)
        fills = [sample for _, sample in self._samples(ladder, device, readings)]
        return _observation(ladder, device, credible_fills(fills, self.credibility))


def _observation(ladder: ThresholdLadder, device: Device, samples: Sequence[Sample]) -> Observation:
    subject, newest = subject_of(ladder, device), samples[-1]
    return Observation(
        ladder=ladder,
        subject=subject,
        member_type=subject.type,
        member=subject.id,
        run=unbroken(samples[-longest_run(ladder) :], device.longest_silence),
        fresh_until=newest.end + device.longest_silence,
        at=newest.end,
    )
