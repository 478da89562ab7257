"""The means of one device's closed windows, where a threshold is about that device alone.

Means are kept by site; a single device's are made here from its readings, for the few that a threshold names.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from domain.air.device_hours import device_hours
from domain.air.device_site import expected_within
from domain.air.windows import SiteHour, start_of_hour
from domain.alerts.alert import Subject
from domain.alerts.observations.closed_windows import closed_ends
from domain.alerts.observations.observation import Observation
from domain.alerts.observations.window_observations import first_hour, window_observations
from domain.alerts.threshold import Threshold, ThresholdLadder
from domain.bounded_value import BoundedValue
from domain.device import Device, History
from domain.duration import DAY, HOUR
from domain.reading import BACKFILL_AGE, Reading
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state.air import invalidations
from storage.state.engine import State
from storage.state.ingest import latest
from watch.air.quality import Quality
from watch.alerts.context import Context
from watch.alerts.source import Observations

_AGAIN = HOUR  # the window before is judged once more: readings come late
_FARTHEST = 40 * DAY  # further back nobody looks, however far the data's clock has jumped
_JudgedUntil = Mapping[tuple[Threshold, ...], int]


class DeviceWindows:
    """Judges each window `grace` ms after it is closed. `replayed`: see NewReadings."""

    def __init__(self, state: State, readings: Readings, quality: Quality, grace: int, *, replayed: bool) -> None:
        self._state = state
        self._readings = readings
        self._quality = quality
        self._grace = grace
        self._reach = _FARTHEST if replayed else BACKFILL_AGE
        self._judged_until: _JudgedUntil = {}

    def observe(self, context: Context) -> Observations:
        """Return what closed means. Raises StateAwayError, StoreAwayError or StoreRefusesError, and what `pulse` raises."""
        closed = start_of_hour(context.now - self._grace)
        observed: list[Observation] = []
        judged_until: dict[tuple[Threshold, ...], int] = {}
        for ladder in context.thresholds.of_devices:
            history = context.registry.devices.get(ladder[0].scope.id or "")
            until = self._judged_until.get(tuple(ladder), closed - HOUR)
            if history is not None and closed > until:
                ends = closed_ends(ladder[0].averaging, max(until - _AGAIN, closed - self._reach), closed)
                observed += self._observations(ladder, history, ends, context)
            judged_until[tuple(ladder)] = max(closed, until)
        return Observations(observed=observed, stored=partial(self._adopt, judged_until))

    def _observations(
        self, ladder: ThresholdLadder, history: History[Device], ends: Sequence[int], context: Context
    ) -> Iterator[Observation]:
        if not ends:
            return
        subject = Subject(type="device", id=history.versions[0].id)
        with self._state.read() as connection:
            delivery = latest.newest_delivery(connection)
        hours = self._hours(ladder[0].parameter, history, first_hour(ladder, ends[0]), ends[-1], context.pulse)
        by_start = {hour.start: hour for hour in hours}
        for observation in window_observations(ladder, by_start, ends, subject, subject, grace=self._grace):
            if context.registry.device(subject.id, observation.newest.start) is not None:
                yield replace(observation, delivery=delivery)

    def _hours(self, parameter: str, history: History[Device], start: int, end: int, pulse: Callable[[], None]) -> Sequence[SiteHour]:
        device_id = history.versions[0].id
        with self._state.read() as connection:
            counted = self._quality.counted(invalidations.in_force(connection, start, end, {device_id}))

        def value(reading: Reading) -> BoundedValue | None:
            return counted(history.at(reading.time), parameter, reading.values[parameter], reading.time)

        readings = stream(self._readings, [device_id], max(start, 0), end, pulse)
        return device_hours(device_id, parameter, readings, value, partial(expected_within, history))

    def _adopt(self, judged_until: _JudgedUntil) -> None:
        self._judged_until = judged_until
