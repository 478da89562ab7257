"""Finds the hours that a change of the registry makes wrong."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.air.windows import start_of_hour
from domain.device import Device, Registry
from domain.duration import HOUR
from domain.reading import YEAR_2000
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state import due
from storage.state.air import site_hours
from storage.state.ingest import touched
from storage.state.registry import Thing


@dataclass(frozen=True, slots=True)
class StalePeriod:
    """One device's time, [start, end) in ms UTC, of which something else is now known."""

    device_id: str
    start: int
    end: int


def changes_of(things: Iterable[Thing], registry: Registry, now: int) -> list[StalePeriod]:
    """Return what the changed versions of air devices make different, up to `now` (ms UTC): from each until its next version."""
    devices = [thing for thing in things if isinstance(thing, Device)]
    return [_change(device, registry, now) for device in devices if _measures_air(device.id, registry)]


def hours_with_readings(readings: Readings, changes: Sequence[StalePeriod], pulse: Callable[[], None]) -> dict[StalePeriod, set[int]]:
    """Return the hours (starts, ms UTC) in which each change's device has readings. Raises what `stream` raises."""
    together: dict[int, list[StalePeriod]] = defaultdict(list)
    for change in changes:
        together[start_of_hour(change.start)].append(change)
    by_change: dict[StalePeriod, set[int]] = {change: set() for change in changes}
    for start, group in together.items():
        hours = _hours(readings, group, start, pulse)
        for change in group:
            by_change[change] = {hour for hour in hours[change.device_id] if hour < change.end}
    return by_change


def enqueue(connection: Connection, hours: Mapping[StalePeriod, set[int]], now: int) -> None:
    """Let the hours be worked out again: at the sites where the device now stood, and at those that have used it till now."""
    for change, starts in hours.items():
        if starts:
            touched.touch_since(connection, change.device_id, change.start, starts)
            used = site_hours.made_by(connection, change.device_id, min(starts), max(starts) + HOUR)
            due.put(connection, due.SITE_HOUR, {due.key_of(site, start): now for site, start in used})


def _change(device: Device, registry: Registry, now: int) -> StalePeriod:
    starts = registry.devices[device.id].starts
    later = [start for start in starts if start > device.valid_from]
    # What was before the first version belongs to the first.
    start = YEAR_2000 if device.valid_from == starts[0] else device.valid_from
    return StalePeriod(device.id, start, later[0] if later else max(now, start) + HOUR)


def _measures_air(device_id: str, registry: Registry) -> bool:
    return any(version.kind == "air" for version in registry.devices[device_id].versions)


def _hours(readings: Readings, group: Sequence[StalePeriod], start: int, pulse: Callable[[], None]) -> dict[str, set[int]]:
    hours: dict[str, set[int]] = defaultdict(set)
    for reading in stream(readings, {change.device_id for change in group}, start, max(change.end for change in group), pulse):
        hours[reading.device_id].add(start_of_hour(reading.time))
    return hours
