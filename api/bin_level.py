"""How full each bin is now, by what its devices measured last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from api.services import Services
from api.value import flag_at
from domain.device import Bin, Device, History, Registry
from domain.parameter import Flag
from domain.waste.fill import State, fill_told, shown, state_of
from storage.state import latest
from storage.state.latest import Latest

_LEVELS = ("distance", "fill")
_TILTED = "tilted"
SILENT_AFTER = 3  # intervals without a reading, as watch has it for silent sensors


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A bin's fill (%, 0–100) at `fill_time` (ms UTC), and what to make of it; None where nothing is known."""

    fill: float | None = None
    fill_time: int | None = None
    state: State = "no_data"


def levels(here: Services, connection: Connection, bins: Sequence[Bin], now: int) -> Mapping[str, Level]:
    """Return the level of each bin by its id, as at `now` (ms UTC)."""
    registry = here.registry()
    devices = _devices_in(registry, {bin_.id for bin_ in bins}, now)
    by_bin: dict[str, list[Latest]] = {bin_.id: [] for bin_ in bins}
    for row in latest.of_devices(connection, sorted(devices), (*_LEVELS, _TILTED)):
        then = registry.device(row.device_id, row.time)
        place = devices[row.device_id].place
        if place is not None and then is not None and then.place == place:  # not what it measured in another bin before
            by_bin[place].append(row)
    return {bin_id: _level(here, registry, registry.bins[bin_id], rows, devices, now) for bin_id, rows in by_bin.items()}


def _devices_in(registry: Registry, bin_ids: set[str], now: int) -> dict[str, Device]:
    found = (registry.device(device_id, now) for device_id in registry.devices)
    return {device.id: device for device in found if device and device.kind == "bin" and device.place in bin_ids}


def _level(
    here: Services, registry: Registry, history: History[Bin], rows: Sequence[Latest], devices: Mapping[str, Device], now: int
) -> Level:
    known = [(row, fill_told(row.parameter, row.value, history.at(row.time))) for row in rows if row.parameter in _LEVELS]
    usable = [(row, fill) for row, fill in known if fill is not None]
    if not usable:
        return Level()
    row, fill = max(usable, key=lambda one: one[0].time)
    stale = now - row.time > SILENT_AFTER * devices[row.device_id].interval_s * 1000
    if flag_at(here, registry, row.device_id, row.time, row.parameter, row.value) is not Flag.GOOD or state_of(fill) == "fault":
        return Level(fill_time=row.time, state="no_data" if stale else "fault")
    tilted = _tilted(rows, row)
    return Level(fill=shown(fill), fill_time=row.time, state="no_data" if stale else "fault" if tilted else state_of(fill))


def _tilted(rows: Iterable[Latest], level: Latest) -> bool:
    """Tell whether the device that measured the level lay tilted then: what it saw is not the content."""
    return any(row.parameter == _TILTED and (row.device_id, row.time) == (level.device_id, level.time) and row.value == 1 for row in rows)
