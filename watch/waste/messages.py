"""What have bins' sensors said since they were last understood?"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping

from domain.alerts.judged_value import Good
from domain.device import Device, Registry
from domain.duration import HOUR
from domain.reading import Reading
from domain.waste.level.fill import fill_told
from domain.waste.level.message import Frame, is_tilted, tells_tilt
from storage.readings.protocol import Readings
from storage.readings.stream import stream

LEVELS = ("fill", "distance")
_TOGETHER = HOUR  # devices last heard within so long are read together


def new_frames(
    readings: Readings,
    good: Good,
    registry: Registry,
    places: Mapping[str, str | None],
    seen: Mapping[str, int | None],
    newest: int,
    pulse: Callable[[], None],
) -> list[tuple[str, Frame]]:
    """Return (bin, message) of the devices in `places` until `newest` (ms UTC), in order of time.

    `places`: each device's bin. `seen`: until when (ms UTC) each bin is understood, None: never. Raises StoreAwayError, StoreRefusesError.
    """
    by_start: dict[int, list[str]] = defaultdict(list)
    for device, place in places.items():
        if place is not None:
            by_start[_behind(seen[place])].append(device)
    # One bin that was silent for a year must not have the year of all others read again.
    found = [
        (place, frame)
        for start, devices in _near(by_start)
        for reading in stream(readings, devices, start, newest + 1, pulse)
        for place, frame in _frame(reading, registry, good)
        if place in seen and frame.time >= _behind(seen[place])
    ]
    return sorted(found, key=lambda one: one[1].time)


def _behind(seen: int | None) -> int:
    return (seen or -1) + 1


def _frame(reading: Reading, registry: Registry, good: Good) -> Iterator[tuple[str, Frame]]:
    device = registry.device(reading.device_id, reading.time)
    if device is None or device.kind != "bin" or device.place is None or device.place not in registry.bins:
        return
    frame = _frame_of(reading, device, registry, good)
    if frame is not None:
        yield device.place, frame


def _frame_of(reading: Reading, device: Device, registry: Registry, good: Good) -> Frame | None:
    """Return what a reading says of its bin's level, None where it is about something else, such as a battery."""
    tilted = is_tilted(reading.values)
    told = [(name, reading.values[name]) for name in LEVELS if name in reading.values]
    if not told:
        return Frame(time=reading.time, level=None, tilted=True) if tilted else None
    bin_ = registry.bins[device.place or ""].at(reading.time)
    levels = ((fill_told(name, value, bin_), value) for name, value in told if good(device, name, value))
    level, raw = next(((level, raw) for level, raw in levels if level is not None), (None, None))
    return Frame(time=reading.time, level=level, raw=raw, tilted=tilted, tells_tilt=tells_tilt(reading.values))


def _near(by_start: Mapping[int, Collection[str]]) -> Iterator[tuple[int, list[str]]]:
    """Yield devices that are read together, with from when on: those whose last messages lie within an hour."""
    group: list[str] = []
    first = 0
    for start in sorted(by_start):
        if group and start - first > _TOGETHER:
            yield first, group
            group = []
        if not group:
            first = start
        group = [*group, *by_start[start]]
    if group:
        yield first, group
