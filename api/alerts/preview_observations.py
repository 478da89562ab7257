"""What a threshold would have judged in a stretch of time, by the rules that watch judges by."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import groupby

from api.web.services import Services
from config.good import bounds_by
from domain.air.counted import counted_by
from domain.air.device_hours import device_hours
from domain.air.device_site import expected_within
from domain.air.windows import SiteHour
from domain.alerts.alert import Subject
from domain.alerts.observations.closed_windows import closed_ends
from domain.alerts.observations.judged_value import measures
from domain.alerts.observations.observation import Observation
from domain.alerts.observations.reading_judge import ReadingJudge
from domain.alerts.observations.window_observations import first_hour, window_observations
from domain.alerts.rules import AlertRules
from domain.alerts.scope import area_of, covers_device, covers_site
from domain.alerts.threshold import Threshold
from domain.bounded_value import BoundedValue
from domain.device import Device, History, Registry
from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.stream import stream
from storage.state.air import invalidations, site_hours


def observations(services: Services, threshold: Threshold, rules: AlertRules, start: int, end: int) -> Iterator[Observation]:
    """Yield what was to be judged from `start` to `end` (ms UTC). Raises StoreAwayError, StoreRefusesError, StateAwayError."""
    if threshold.averaging == "instant":
        return _of_readings(services, threshold, rules, start, end)
    ends = closed_ends(threshold.averaging, start, end - rules.grace)
    if not ends:
        return iter(())
    if threshold.scope.place == "device":
        return _of_device_windows(services, threshold, ends, rules.grace)
    return _of_site_windows(services, threshold, ends, rules.grace)


def last_seen(services: Services, threshold: Threshold, start: int, end: int) -> Iterator[tuple[Device, Sequence[int]]]:
    """Yield each device that the threshold is about with the times at which it was seen (ms UTC), oldest first."""
    registry = services.registry()
    for history, readings in _by_device(services, registry, threshold, start, end):
        device = registry.device(history.versions[0].id, end)
        if device is not None and covers_device(threshold.scope, registry, device, end):
            yield device, [reading.time for reading in readings]


def _of_readings(services: Services, threshold: Threshold, rules: AlertRules, start: int, end: int) -> Iterator[Observation]:
    registry, bounds = services.registry(), bounds_by(services.catalogue)
    for history, readings in _by_device(services, registry, threshold, start - rules.credibility.look_back_ms, end):
        all_readings = list(readings)
        judge = ReadingJudge(registry=registry, bounds=bounds, credibility=rules.credibility, readings_of=partial(_between, all_readings))
        for device, at_place in _by_place(registry, history, all_readings):
            yield from judge.observations((threshold,), device, at_place, None, after=start - 1)


def _by_place(registry: Registry, history: History[Device], readings: Iterable[Reading]) -> Iterator[tuple[Device, list[Reading]]]:
    """Yield a device as it stood at one place, with what it measured there, before it was moved."""
    device_id = history.versions[0].id
    versions = [(registry.device(device_id, reading.time), reading) for reading in readings]
    for _, group in groupby(versions, key=lambda pair: pair[0].place if pair[0] is not None else None):
        registered = [(device, reading) for device, reading in group if device is not None]
        if registered:
            yield registered[-1][0], [reading for _, reading in registered]


def _between(readings: Sequence[Reading], _device_id: str, start: int, end: int) -> Sequence[Reading]:
    first, last = (bisect_left(readings, time, key=_time) for time in (start, end))
    return readings[first:last]


def _by_device(
    services: Services, registry: Registry, threshold: Threshold, start: int, end: int
) -> Iterator[tuple[History[Device], Iterable[Reading]]]:
    """Yield the readings of each device that the threshold is or was about."""

    def is_about(device: Device) -> bool:
        return measures(threshold, device) and any(
            covers_device(threshold.scope, registry, device, time) for time in (device.valid_from, end)
        )

    names = {name for name, history in registry.devices.items() if any(is_about(device) for device in history.versions)}
    for name, readings in groupby(stream(services.readings, names, start, end + 1), key=_device_id):
        yield registry.devices[name], readings


def _of_site_windows(services: Services, threshold: Threshold, ends: Sequence[int], grace: int) -> Iterator[Observation]:
    registry, ladder = services.registry(), (threshold,)
    for site in registry.sites:
        covered = [end for end in ends if covers_site(threshold.scope, registry, site, end - HOUR)]
        if not covered:
            continue
        with services.state.read() as connection:
            first = first_hour(ladder, covered[0])
            hours = site_hours.means(connection, site, threshold.parameter, first, covered[-1], limit=None)
        member = Subject(type="site", id=site)
        for observation in window_observations(ladder, _by_start(hours), ends, area_of(threshold.scope), member, grace=grace):
            if covers_site(threshold.scope, registry, site, observation.newest.end - HOUR):
                yield observation


def _of_device_windows(services: Services, threshold: Threshold, ends: Sequence[int], grace: int) -> Iterator[Observation]:
    device_id, registry, ladder = threshold.scope.id or "", services.registry(), (threshold,)
    history = registry.devices.get(device_id)
    if history is None:
        return
    first = first_hour(ladder, ends[0])
    with services.state.read() as connection:
        counted = counted_by(bounds_by(services.catalogue), invalidations.in_force(connection, first, ends[-1], {device_id}))

    def value(reading: Reading) -> BoundedValue | None:
        return counted(history.at(reading.time), threshold.parameter, reading.values[threshold.parameter], reading.time)

    readings = stream(services.readings, [device_id], first, ends[-1])
    hours = device_hours(device_id, threshold.parameter, readings, value, partial(expected_within, history))
    subject = Subject(type="device", id=device_id)
    for observation in window_observations(ladder, _by_start(hours), ends, subject, subject, grace=grace):
        device = registry.device(device_id, observation.newest.start)
        if device is not None and covers_device(threshold.scope, registry, device, observation.newest.start):
            yield observation


def _by_start(hours: Iterable[SiteHour]) -> dict[int, SiteHour]:
    return {hour.start: hour for hour in hours}


def _time(reading: Reading) -> int:
    return reading.time


def _device_id(reading: Reading) -> str:
    return reading.device_id
