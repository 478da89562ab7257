"""Devices that should have sent and did not."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from api.pages.frame.registry_now import RegistryNow
from config.names import Names
from storage.state import due
from storage.state.due import Due
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest

SHOWN = 5
_BATTERY = ("battery_percent", "battery", "battery_low")  # the most telling first


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A device that should have sent; `since` is when it last did (ms UTC); `battery`: what it then said of its own, if it did."""

    device_id: str
    name: str
    place: str | None
    simulated: bool
    since: int
    battery: Latest | None = None


def silent_now(connection: Connection, present: RegistryNow, names: Names, *, without: Collection[str] = ()) -> list[Silent]:
    """Read which devices are silent, longest first; `without`: devices, by id, that something else tells of."""
    reached = [row for row in due.reached(connection, due.SILENCE, present.time) if row.key not in without]
    heard = latest.of_devices(connection, [row.key for row in reached])
    return silent_devices(present, names, reached, last_seen(heard), batteries(heard))


def silent_devices(
    present: RegistryNow, names: Names, reached: Iterable[Due], seen_at: Mapping[str, int], battery_of: Mapping[str, Latest]
) -> list[Silent]:
    """Return the registered devices whose silence is due, longest silent first; `seen_at`: when each last sent (ms UTC)."""
    silent = []
    for row in reached:
        device = present.devices.get(row.key)
        if device is not None:
            silent.append(
                Silent(
                    device_id=device.id,
                    name=names.device(device.id),
                    place=names.place_of(device.id),
                    simulated=device.simulated,
                    since=seen_at.get(device.id, row.at),
                    battery=battery_of.get(device.id),
                )
            )
    return sorted(silent, key=lambda device: (device.since, device.device_id))


def last_seen(rows: Iterable[Latest]) -> dict[str, int]:
    """Return when each device last measured something (ms UTC)."""
    seen_at: dict[str, int] = {}
    for row in rows:
        seen_at[row.device_id] = max(seen_at.get(row.device_id, row.time), row.time)
    return seen_at


def batteries(rows: Iterable[Latest]) -> dict[str, Latest]:
    """Return the newest value that each device sent of its battery; of several of one time the most telling."""
    newest: dict[str, Latest] = {}
    for row in rows:
        if row.parameter in _BATTERY:
            other = newest.get(row.device_id)
            newest[row.device_id] = row if other is None else max(row, other, key=_telling)
    return newest


def _telling(row: Latest) -> tuple[int, int]:
    return row.time, -_BATTERY.index(row.parameter)
