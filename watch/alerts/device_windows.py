"""Which means of one device's closed windows raise or clear an alert, where a threshold is about that device alone?

Means are kept by site; a single device's are made here from its readings, for the few that a threshold names.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from config.threshold_file import threshold_file
from domain.air.device_hours import device_hours
from domain.air.device_site import expected_within
from domain.air.windows import SiteHour, start_of_hour
from domain.alerts.alert import Subject
from domain.alerts.closed_windows import LENGTHS, closed_ends, longest_gap, samples_of, stride
from domain.alerts.scope import covers_device
from domain.alerts.threshold import Threshold, ThresholdLadder, longest_run, unbroken
from domain.bounded_value import BoundedValue
from domain.device import Device, History, Registry
from domain.duration import DAY, HOUR
from domain.reading import Reading
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state.air import invalidations
from storage.state.engine import State
from watch.air.quality import Quality
from watch.alerts.observation import Observation
from watch.alerts.site_windows import STALE
from watch.alerts.thresholds import ThresholdSet

_AGAIN = HOUR  # the window before is judged once more: readings come late
_MOST = 40 * DAY  # further back nobody looks, however far the data's clock has jumped


class DeviceWindows:
    """Judges each window once it is closed and what comes a little late has come. `replayed`: see watch.alerts.new_readings."""

    def __init__(self, state: State, readings: Readings, quality: Quality, *, replayed: bool = False) -> None:
        self._state = state
        self._readings = readings
        self._quality = quality
        self._replayed = replayed
        self._judged: dict[tuple[Threshold, ...], int] = {}

    def observations(self, rules: ThresholdSet, registry: Registry, now: int, pulse: Callable[[], None]) -> list[Observation]:
        """Return what has closed means. Raises StateAwayError, StoreAwayError or StoreRefusesError, and what `pulse` raises."""
        closed = start_of_hour(now - threshold_file().life.grace_s * 1000)
        found: list[Observation] = []
        for ladder in rules.of_devices:
            history = registry.devices.get(ladder[0].scope.id or "")
            key = tuple(ladder)
            before = self._judged.get(key, closed - HOUR)
            if history is not None and closed > before:
                begins = max(before - _AGAIN, closed - (_MOST if self._replayed else DAY))
                found += self._of_ladder(ladder, history, registry, (begins, closed), pulse)
            self._judged[key] = max(closed, before)
        return found

    def _of_ladder(
        self, ladder: ThresholdLadder, history: History[Device], registry: Registry, span: tuple[int, int], pulse: Callable[[], None]
    ) -> Iterator[Observation]:
        base = ladder[0]
        device_id = history.versions[0].id
        ends = closed_ends(base.averaging, *span)
        if not ends:
            return
        deepest = longest_run(ladder)
        first = ends[0] - (deepest - 1) * stride(base.averaging)
        hours = self._hours(base.parameter, history, first - LENGTHS[base.averaging] * HOUR, span[1], pulse)
        samples = samples_of(hours, base.averaging, range(first, span[1] + 1, stride(base.averaging)))
        for index, sample in enumerate(samples, start=1):
            device = registry.device(device_id, sample.start)
            if sample.end >= ends[0] and device is not None and covers_device(base.scope, registry, device, sample.start):
                run = unbroken(samples[max(0, index - deepest) : index], longest_gap(base.averaging))
                yield Observation(
                    ladder=ladder,
                    subject=Subject(type="device", id=device_id),
                    member_type="device",
                    member=device_id,
                    run=run,
                    fresh_until=sample.end + STALE,
                    at=sample.end + threshold_file().life.grace_s * 1000,
                )

    def _hours(self, parameter: str, history: History[Device], start: int, end: int, pulse: Callable[[], None]) -> Sequence[SiteHour]:
        device_id = history.versions[0].id
        with self._state.read() as connection:
            counted = self._quality.counted(invalidations.in_force(connection, start, end, {device_id}))

        def counts(reading: Reading) -> BoundedValue | None:
            return counted(history.at(reading.time), parameter, reading.values[parameter], reading.time)

        readings = stream(self._readings, [device_id], max(start, 0), end, pulse)
        return device_hours(device_id, parameter, readings, counts, partial(expected_within, history))
