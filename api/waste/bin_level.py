"""How full each bin is now: as watch has settled it, or, before it has, by what its devices measured last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from api.web.services import Services
from api.web.units_and_flags import flag_at
from config.waste import load_waste
from domain.device import Bin, Device, History, Registry
from domain.parameter import Flag
from domain.waste.level.fill import State, fill_told, shown, state_of
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest
from storage.state.waste import bin_states
from storage.state.waste.bin_states import BinState, FullAt

_LEVELS = ("distance", "fill")
_TILTED = "tilted"
_FAULT_READINGS = load_waste().keeping.fault_readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A bin's fill (%, 0–100) at `fill_time` (ms UTC), and what to make of it; None where nothing is known.

    `full_at`: P10, P50, P90; `last_emptied`: both ms UTC.
    """

    fill: float | None = None
    fill_time: int | None = None
    state: State = "no_data"
    full_at: FullAt = (None, None, None)
    last_emptied: int | None = None


def levels(services: Services, connection: Connection, bins: Sequence[Bin], now: int) -> Mapping[str, Level]:
    """Return the level of each bin by its id, as at `now` (ms UTC)."""
    registry = services.registry()
    devices = _devices_in(registry, {bin_.id for bin_ in bins}, now)
    by_bin: dict[str, list[Latest]] = {bin_.id: [] for bin_ in bins}
    for row in latest.of_devices(connection, sorted(devices), (*_LEVELS, _TILTED)):
        then = registry.device(row.device_id, row.time)
        place = devices[row.device_id].place
        if place is not None and then is not None and then.place == place:  # not what it measured in another bin before
            by_bin[place].append(row)
    settled = bin_states.shown(connection, by_bin)
    longest_silence: dict[str, int] = {}
    for one in devices.values():
        longest_silence[one.place or ""] = max(longest_silence.get(one.place or "", 0), one.longest_silence)
    found = {}
    for bin_id, rows in by_bin.items():
        measured = _level(services, registry, registry.bins[bin_id], rows, devices, now)
        state = settled.get(bin_id)
        found[bin_id] = measured if state is None else _settled(state, measured, longest_silence.get(bin_id), now)
    return found


def _settled(state: BinState, measured: Level, longest_silence: int | None, now: int) -> Level:
    """Return the level as watch has settled it: one reading never decides, and nonsense leaves it as it was."""
    known = replace(measured, full_at=state.full_at, last_emptied=state.emptied_at)
    if state.seen is None or longest_silence is None:
        return known
    fill = None if state.fill is None else shown(state.fill)
    word: State = "fault" if fill is None else state_of(fill)
    if state.fault is not None and state.faulty >= _FAULT_READINGS:
        word = "fault"
    if now - state.seen > longest_silence:
        word = "no_data"
    return replace(known, fill=fill, fill_time=state.fill_time, state=word)


def _devices_in(registry: Registry, bin_ids: set[str], now: int) -> dict[str, Device]:
    found = (registry.device(device_id, now) for device_id in registry.devices)
    return {device.id: device for device in found if device and device.kind == "bin" and device.place in bin_ids}


def _level(
    services: Services, registry: Registry, history: History[Bin], rows: Sequence[Latest], devices: Mapping[str, Device], now: int
) -> Level:
    known = [(row, fill_told(row.parameter, row.value, history.at(row.time))) for row in rows if row.parameter in _LEVELS]
    usable = [(row, fill) for row, fill in known if fill is not None]
    if not usable:
        return Level()
    row, fill = max(usable, key=lambda one: one[0].time)
    stale = now - row.time > devices[row.device_id].longest_silence
    if flag_at(services, registry, row.device_id, row.time, row.parameter, row.value) is not Flag.GOOD or state_of(fill) == "fault":
        return Level(fill_time=row.time, state="no_data" if stale else "fault")
    tilted = _tilted(rows, row)
    return Level(fill=shown(fill), fill_time=row.time, state="no_data" if stale else "fault" if tilted else state_of(fill))


def _tilted(rows: Iterable[Latest], level: Latest) -> bool:
    """Return whether the device that measured the level lay tilted then: what it saw is not the content."""
    return any(row.parameter == _TILTED and (row.device_id, row.time) == (level.device_id, level.time) and row.value == 1 for row in rows)
