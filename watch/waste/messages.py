"""Reads what bins' sensors have sent since each bin was last updated."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from domain.alerts.observations.judged_value import Good
from domain.device import Device, Registry
from domain.duration import HOUR
from domain.reading import Reading
from domain.waste.level.fill import fill_of
from domain.waste.level.message import SensorMessage, is_tilted, reports_tilt
from storage.readings.protocol import Readings
from storage.readings.stream import stream

LEVELS = ("fill", "distance")
_READ_TOGETHER = HOUR  # devices last heard within so long of each other are read together


def new_messages(
    readings: Readings,
    good: Good,
    registry: Registry,
    places: Mapping[str, str | None],
    last_seen: Mapping[str, int | None],
    newest: int,
    pulse: Callable[[], None],
) -> list[tuple[str, SensorMessage]]:
    """Return (bin, message) of the devices in `places` until `newest` (ms UTC), in order of time.

    `places`: each device's bin. `last_seen`: each bin's last message (ms UTC), None: none yet. Raises StoreAwayError, StoreRefusesError.
    """
    by_start: dict[int, list[str]] = defaultdict(list)
    for device, place in places.items():
        if place is not None:
            by_start[_after(last_seen[place])].append(device)
    # One bin that was silent for a year must not have the year of all others read again.
    messages = [
        (place, message)
        for start, devices in _groups(by_start)
        for reading in stream(readings, devices, start, newest + 1, pulse)
        for place, message in _messages(reading, registry, good)
        if place in last_seen and message.time >= _after(last_seen[place])
    ]
    return sorted(messages, key=lambda placed: placed[1].time)


def _after(last_seen: int | None) -> int:
    return (last_seen or -1) + 1


def _messages(reading: Reading, registry: Registry, good: Good) -> Iterator[tuple[str, SensorMessage]]:
    device = registry.device(reading.device_id, reading.time)
    if device is None or device.kind != "bin" or device.place is None or device.place not in registry.bins:
        return
    message = _message(reading, device, registry, good)
    if message is not None:
        yield device.place, message


def _message(reading: Reading, device: Device, registry: Registry, good: Good) -> SensorMessage | None:
    """Return what a reading says of its bin's level, None where it is about something else, such as a battery."""
    tilted = is_tilted(reading.values)
    measured = [(name, reading.values[name]) for name in LEVELS if name in reading.values]
    if not measured:
        return SensorMessage(time=reading.time, level=None, tilted=True) if tilted else None
    bin_ = registry.bins[device.place or ""].at(reading.time)
    levels = ((fill_of(name, value, bin_), value) for name, value in measured if good(device, name, value))
    level, raw = next(((level, raw) for level, raw in levels if level is not None), (None, None))
    return SensorMessage(time=reading.time, level=level, raw=raw, tilted=tilted, reports_tilt=reports_tilt(reading.values))


def _groups(by_start: Mapping[int, Collection[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield devices that are read together, with the time (ms UTC) to read from: those whose last messages lie within an hour."""
    group: list[str] = []
    first = 0
    for start in sorted(by_start):
        if group and start - first > _READ_TOGETHER:
            yield first, group
            group = []
        if not group:
            first = start
        group = [*group, *by_start[start]]
    if group:
        yield first, group
