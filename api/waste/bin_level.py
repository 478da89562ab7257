"""Answers how full each bin is now: as watch estimates it or, before it does, by what its devices measured last."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.web.services import Services
from api.web.units_and_flags import flag_at
from config.waste import load_waste
from domain.alerts.fill_limits import fill_thresholds, limits_of
from domain.alerts.observations.judged_value import TILT
from domain.alerts.threshold import Threshold
from domain.device import Bin, Device, History, Registry
from domain.parameter import Flag
from domain.waste.level.crew_report import EmptyingReport
from domain.waste.level.fill import FillLimits, State, clamped, fill_of, is_credible, state_of
from domain.waste.level.message import is_tilted
from storage.state.alerts import thresholds
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest
from storage.state.waste import bin_states
from storage.state.waste.bin_states import BinStatus, FullAt

_LEVELS = ("distance", "fill")
_MOST_THRESHOLDS = 1000
_FAULT_READINGS = load_waste().tracking.fault_readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A bin's fill (%, 0–100) at `fill_time` (ms UTC), and what to make of it by the limits of its alerts; None where nothing is known.

    `full_at`: P10, P50, P90; `last_emptied`: both ms UTC. `report`: an emptying that a crew reported and the sensor has not confirmed.
    """

    fill: float | None = None
    fill_time: int | None = None
    state: State = "no_data"
    full_at: FullAt = (None, None, None)
    last_emptied: int | None = None
    report: EmptyingReport | None = None


def levels(services: Services, connection: Connection, bins: Sequence[Bin], now: int) -> Mapping[str, Level]:
    """Return the level of each bin by its id, as at `now` (ms UTC)."""
    registry = services.registry(connection)
    devices = _devices_in(registry, {bin_.id for bin_ in bins}, now)
    by_bin: dict[str, list[Latest]] = {bin_.id: [] for bin_ in bins}
    for row in latest.of_devices(connection, sorted(devices), (*_LEVELS, *TILT)):
        then = registry.device(row.device_id, row.time)
        place = devices[row.device_id].place
        if place is not None and then is not None and then.place == place:  # not what it measured in another bin before
            by_bin[place].append(row)
    statuses = bin_states.statuses(connection, by_bin)
    longest_silence: dict[str, int] = {}
    for device in devices.values():
        longest_silence[device.place or ""] = max(longest_silence.get(device.place or "", 0), device.longest_silence)
    raising = _raising(connection)
    answers = {}
    for bin_id, rows in by_bin.items():
        limits = limits_of(raising, registry, bin_id, now)
        measured = _level(services, registry, registry.bins[bin_id], rows, devices, limits, now)
        status = statuses.get(bin_id)
        answers[bin_id] = measured if status is None else _estimated(status, measured, longest_silence.get(bin_id), limits, now)
    return answers


def fill_limits(services: Services, connection: Connection, bin_id: str, now: int) -> FillLimits:
    """Return from which fill (%) on a bin is nearly full, and full, at `now` (ms UTC)."""
    return limits_of(_raising(connection), services.registry(connection), bin_id, now)


def _raising(connection: Connection) -> Sequence[Threshold]:
    return fill_thresholds(row.threshold for row in thresholds.page(connection, limit=_MOST_THRESHOLDS))


def _estimated(status: BinStatus, measured: Level, longest_silence: int | None, limits: FillLimits, now: int) -> Level:
    """Return the level as watch estimates it: one reading never decides, and nonsense leaves it as it was."""
    level = replace(measured, full_at=status.full_at, last_emptied=status.emptied_at, report=status.report)
    if status.last_seen is None or longest_silence is None:
        return level
    state: State = "fault" if status.fill is None else state_of(status.fill, limits)
    if status.fault is not None and status.fault_count >= _FAULT_READINGS:
        state = "fault"
    if now - status.last_seen > longest_silence:
        state = "no_data"
    return replace(level, fill=status.fill, fill_time=status.fill_time, state=state)


def _devices_in(registry: Registry, bin_ids: set[str], now: int) -> dict[str, Device]:
    devices = (registry.device(device_id, now) for device_id in registry.devices)
    return {device.id: device for device in devices if device and device.kind == "bin" and device.place in bin_ids}


def _level(
    services: Services,
    registry: Registry,
    history: History[Bin],
    rows: Sequence[Latest],
    devices: Mapping[str, Device],
    limits: FillLimits,
    now: int,
) -> Level:
    fills = [(row, fill_of(row.parameter, row.value, history.at(row.time))) for row in rows if row.parameter in _LEVELS]
    usable = [(row, fill) for row, fill in fills if fill is not None]
    if not usable:
        return Level()
    row, fill = max(usable, key=lambda measured: measured[0].time)
    stale = now - row.time > devices[row.device_id].longest_silence
    if flag_at(services, registry, row.device_id, row.time, row.parameter, row.value) is not Flag.GOOD or not is_credible(fill):
        return Level(fill_time=row.time, state="no_data" if stale else "fault")
    tilted = is_tilted({other.parameter: other.value for other in rows if (other.device_id, other.time) == (row.device_id, row.time)})
    return Level(fill=clamped(fill), fill_time=row.time, state="no_data" if stale else "fault" if tilted else state_of(fill, limits))
