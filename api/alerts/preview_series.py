"""What would a threshold have judged in a stretch of time?"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from api.web.services import Services
from config.good import bounds_by
from domain.air.device_hours import device_hours
from domain.air.windows import SiteHour, expected_readings
from domain.alerts.alert import Subject
from domain.alerts.closed_windows import LENGTHS, closed_ends, longest_gap, samples_of, stride
from domain.alerts.judged_value import judged_value, measures
from domain.alerts.preview import Series
from domain.alerts.scope import area_of, covers_device, covers_site
from domain.alerts.threshold import Sample, Threshold
from domain.bounded_value import BoundedValue
from domain.device import Device, History, Registry
from domain.duration import HOUR
from domain.reading import Reading
from storage.readings.stream import stream
from storage.state.air import invalidations, site_hours


def series(services: Services, threshold: Threshold, start: int, end: int) -> Iterator[Series]:
    """Yield what each member gave to judge from `start` to `end` (ms UTC). Raises StoreAwayError, StoreRefusesError, StateAwayError."""
    if threshold.averaging == "instant":
        yield from _instant(services, threshold, start, end)
    elif threshold.scope.place == "device":
        yield from _device_windows(services, threshold, start, end)
    else:
        yield from _site_windows(services, threshold, start, end)


def heard(services: Services, threshold: Threshold, start: int, end: int) -> Iterator[tuple[str, int, Sequence[int]]]:
    """Yield (device, its interval in ms, when it was heard, oldest first) of all that the threshold is about."""
    registry = services.registry()
    for device, readings in _by_device(services, registry, threshold, start, end):
        yield device.id, device.interval_s * 1000, [reading.time for reading in readings]


def _instant(services: Services, threshold: Threshold, start: int, end: int) -> Iterator[Series]:
    registry, bounds = services.registry(), bounds_by(services.catalogue)
    for device, readings in _by_device(services, registry, threshold, start, end):
        samples: dict[tuple[str, str], list[Sample]] = {}
        for reading in readings:
            then = registry.device(device.id, reading.time)
            if then is None or not covers_device(threshold.scope, registry, then, reading.time):
                continue
            value = judged_value(threshold.parameter, reading.values, then, registry, reading.time, bounds)
            if value is not None:
                key = ("bin", then.place) if threshold.kind == "bin" and then.place else ("device", then.id)
                samples.setdefault(key, []).append(Sample(start=reading.time, end=reading.time, value=value.value, bound=value.bound))
        for (kind, name), of_place in samples.items():
            yield Series(subject=Subject(type=kind, id=name), member=name, samples=of_place, longest_gap=device.longest_silence)


def _by_device(
    services: Services, registry: Registry, threshold: Threshold, start: int, end: int
) -> Iterator[tuple[Device, Iterable[Reading]]]:
    """Yield the readings of each device that the threshold is about at `end` (ms UTC)."""
    now = (registry.device(name, end) for name in registry.devices)
    asked = {one.id: one for one in now if one and measures(threshold, one) and covers_device(threshold.scope, registry, one, end)}
    for name, readings in groupby(stream(services.readings, asked, start, end + 1), key=lambda reading: reading.device_id):
        yield asked[name], readings


def _site_windows(services: Services, threshold: Threshold, start: int, end: int) -> Iterator[Series]:
    registry = services.registry()
    for site in registry.sites:
        if covers_site(threshold.scope, registry, site, end):
            with services.state.read() as connection:
                hours = site_hours.means(connection, site, threshold.parameter, _first_hour(threshold, start), end, limit=None)
            yield _windows(threshold, area_of(threshold.scope), site, hours, start, end)


def _device_windows(services: Services, threshold: Threshold, start: int, end: int) -> Iterator[Series]:
    device_id = threshold.scope.id or ""
    history = services.registry().devices.get(device_id)
    if history is None:
        return
    first = _first_hour(threshold, start)
    with services.state.read() as connection:
        invalid = invalidations.in_force(connection, first, end, {device_id})
    bounds = bounds_by(services.catalogue)

    def counted(reading: Reading) -> BoundedValue | None:
        bound = bounds(history.at(reading.time), threshold.parameter, reading.values[threshold.parameter])
        declared = any(period.holds(threshold.parameter, reading.time) for period in invalid)
        return None if bound is None or bound.bound == "at_most" or declared else bound

    readings = stream(services.readings, [device_id], first, end + 1)
    hours = device_hours(device_id, threshold.parameter, readings, counted, lambda hour: _expected(history, hour))
    yield _windows(threshold, Subject(type="device", id=device_id), device_id, hours, start, end)


def _windows(threshold: Threshold, subject: Subject, member: str, hours: Sequence[SiteHour], start: int, end: int) -> Series:
    ends = closed_ends(threshold.averaging, start, end)
    before = (
        range(ends[0] - (threshold.consecutive - 1) * stride(threshold.averaging), ends[0], stride(threshold.averaging)) if ends else ()
    )
    samples = samples_of(hours, threshold.averaging, [*before, *ends])
    return Series(subject=subject, member=member, samples=samples, longest_gap=longest_gap(threshold.averaging))


def _first_hour(threshold: Threshold, start: int) -> int:
    return start - (threshold.consecutive - 1) * stride(threshold.averaging) - LENGTHS[threshold.averaging] * HOUR


def _expected(history: History[Device], hour: int) -> int:
    return expected_readings([(HOUR, history.at(hour).interval_s)])
