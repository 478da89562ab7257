"""How many of the sensors registered at a period's end were delivering then."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection

from domain.device import Device, Registry
from reports.effects.figure import Figure
from storage.readings.protocol import Readings
from storage.readings.stream import stream
from storage.state.ingest import latest

_NONE_REGISTERED = "no sensor was registered by the period's end"
_NO_READINGS = "there are no readings from this period"


def sensors_delivering(connection: Connection, readings: Readings, registry: Registry, start: int, end: int) -> Figure:
    """Return the share of sensors, air and bins, that sent within three intervals before the period's end.

    Raises StoreAwayError or StoreRefusesError where a past period's readings must be looked up and cannot.
    """
    devices = [device for device in _registered(registry, end) if device.valid_from < end]
    last_seen = _last_seen(connection, readings, devices, end)
    note = _NONE_REGISTERED if not devices else None
    if devices and not _has_readings(readings, devices, last_seen, start, end):
        note = _NO_READINGS
    delivering = sum(end - last_seen[device.id] <= device.longest_silence for device in devices if device.id in last_seen)
    return Figure(
        name="sensors_delivering",
        value=None if note else round(100 * delivering / len(devices), 2),
        unit="%",
        formula="sensors heard within three intervals before the period's end / sensors registered then",
        coverage=None if note else 1.0,
        note=note,
    )


def _registered(registry: Registry, end: int) -> Iterable[Device]:
    devices = (registry.device(name, end - 1) for name in registry.devices)
    return (device for device in devices if device is not None)


def _last_seen(connection: Connection, readings: Readings, devices: Iterable[Device], end: int) -> dict[str, int]:
    """Return when (ms UTC) each device was last heard by the period's end; one that was silent then may be left out."""
    newest: dict[str, int] = {}
    for row in latest.of_devices(connection, [device.id for device in devices]):
        newest[row.device_id] = max(row.time, newest.get(row.device_id, row.time))
    by_silence: dict[int, list[str]] = defaultdict(list)
    for device in devices:
        if newest.get(device.id, 0) > end:  # it was heard again since, so only the store can tell
            by_silence[device.longest_silence].append(device.id)
    times = {name: time for name, time in newest.items() if time <= end}
    for silence, names in by_silence.items():
        for reading in stream(readings, names, end - silence, end):
            times[reading.device_id] = reading.time
    return times


def _has_readings(readings: Readings, devices: Iterable[Device], last_seen: Mapping[str, int], start: int, end: int) -> bool:
    return any(start <= time <= end for time in last_seen.values()) or bool(
        readings.read(sorted(device.id for device in devices), start, end, limit=1)
    )
