"""What is known of every sensor's state, read in a few steps however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow
from api.pages.site_control.doubt_words import kind_of
from api.web.services import Services
from api.web.units_and_flags import flag_at
from domain.device import Device
from domain.duration import DAY
from domain.parameter import Flag
from domain.reading import TimeSource
from domain.sensors.battery import Battery
from domain.sensors.clock import Clock, judge_clock
from domain.sensors.frames import FrameDay, frame_loss
from domain.sensors.health import SensorHealth
from domain.sensors.purpose import lack_of
from domain.waste.level.message import Fault
from storage.state import due
from storage.state.air import quality
from storage.state.ingest import frames, latest, quarantine
from storage.state.ingest.latest import Latest
from storage.state.waste import bin_states

_WEEK = 7 * DAY
_MOST_SILENT = 100_000


def sensor_health(services: Services, connection: Connection, present: RegistryNow, devices: Iterable[Device]) -> dict[str, SensorHealth]:
    """Return how each of some registered devices is doing, by its id."""
    by_id = {device.id: device for device in devices}
    values: defaultdict[str, list[Latest]] = defaultdict(list)
    for row in latest.of_devices(connection, list(by_id)):
        values[row.device_id].append(row)
    silent = {row.key for row in due.reached(connection, due.SILENCE, present.time, _MOST_SILENT)}
    counted = frames.of_devices(connection, by_id, services.wall() - _WEEK)
    faults = _faults(services, connection)
    stuck, doubted = _not_good(services, connection, present, values)
    rejected = _last_rejected(services, connection, present)
    return {
        device.id: _health(
            device,
            values[device.id],
            is_silent=device.id in silent,
            days=counted.get(device.id, ()),
            now=services.wall(),
            fault=faults.get(device.place or "") if device.kind == "bin" else None,
            stuck=stuck.get(device.id, ()),
            doubted=doubted.get(device.id, ()),
            rejected_at=rejected.get(device.id),
        )
        for device in by_id.values()
    }


def _health(
    device: Device,
    values: Sequence[Latest],
    *,
    is_silent: bool,
    days: Sequence[FrameDay],
    now: int,
    fault: Fault | None,
    stuck: Sequence[str],
    doubted: Sequence[str],
    rejected_at: int | None,
) -> SensorHealth:
    newest = max(values, key=lambda row: row.time, default=None)
    frame = days[-1].newest if days else None
    by_parameter = {row.parameter: row.value for row in values}
    received_at = max((row.received_at for row in values), default=0)
    return SensorHealth(
        last_heard=newest.time if newest else None,
        is_silent=is_silent,
        lack=lack_of(device.kind, {row.parameter: row.time for row in values}, device.longest_silence),
        fault=fault,
        stuck=stuck,
        doubted=doubted,
        rejected=rejected_at is not None and rejected_at > received_at,
        battery=battery_of(by_parameter),
        loss=frame_loss(days, now) if days else None,
        rssi=frame.rssi if frame else by_parameter.get("rssi"),
        snr=frame.snr if frame else None,
        clock=_clock(newest, device) if newest else None,
    )


def battery_of(values: Mapping[str, float]) -> Battery:
    """Return what a sensor says of its battery, from its newest values by parameter."""
    says_low = values.get("battery_low")
    return Battery(percent=values.get("battery_percent"), volts=values.get("battery"), says_low=None if says_low is None else says_low == 1)


def _clock(newest: Latest, device: Device) -> Clock:
    return judge_clock(newest.time, newest.received_at, TimeSource(newest.time_source), device.interval_s)


def _faults(services: Services, connection: Connection) -> dict[str, Fault]:
    """Return why a bin has no level, by bin, where that has been so for some readings."""
    least = services.waste.tracking.fault_readings
    return {status.bin_id: status.fault for status in bin_states.faulty(connection) if status.fault and status.fault_count >= least}


def _not_good(
    services: Services, connection: Connection, present: RegistryNow, values: Mapping[str, Sequence[Latest]]
) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the parameters, by device, whose newest value quality control found not to move, and those whose newest value is not good."""
    rows = [row for of_device in values.values() for row in of_device]
    marks = quality.of_readings(connection, {(row.device_id, row.time) for row in rows})
    stuck: defaultdict[str, list[str]] = defaultdict(list)
    doubted: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        mark = marks.get((row.device_id, row.time, row.parameter))
        if mark is not None and any(kind_of(sentence) == "flat" for sentence in mark.reason.split("; ")):
            stuck[row.device_id].append(row.parameter)
        if flag_at(services, present.registry, row.device_id, row.time, row.parameter, row.value, mark) is not Flag.GOOD:
            doubted[row.device_id].append(row.parameter)
    return stuck, doubted


def _last_rejected(services: Services, connection: Connection, present: RegistryNow) -> dict[str, int]:
    """Return when the last message of each device came that could not be used, of those of the last day."""
    last: dict[str, int] = {}
    for sender, at in quarantine.last_of_senders(connection, services.wall() - DAY).items():
        device_id = present.registry.by_dev_eui.get(sender.lower(), sender)
        last[device_id] = max(at, last.get(device_id, at))
    return last
