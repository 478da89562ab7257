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


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent:
    """A device that should have sent; `since` is when it last did (ms UTC)."""

    device_id: str
    name: str
    place: str | None
    simulated: bool
    since: int


def silent_now(connection: Connection, present: RegistryNow, names: Names, *, without: Collection[str] = ()) -> list[Silent]:
    """Read which devices are silent, longest first; `without`: devices, by id, that something else tells of."""
    reached = [row for row in due.reached(connection, due.SILENCE, present.time) if row.key not in without]
    return silent_devices(present, names, reached, last_seen(latest.of_devices(connection, [row.key for row in reached])))


def silent_devices(present: RegistryNow, names: Names, reached: Iterable[Due], seen_at: Mapping[str, int]) -> list[Silent]:
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
                )
            )
    return sorted(silent, key=lambda device: (device.since, device.device_id))


def last_seen(rows: Iterable[Latest]) -> dict[str, int]:
    """Return when each device last measured something (ms UTC)."""
    seen_at: dict[str, int] = {}
    for row in rows:
        seen_at[row.device_id] = max(seen_at.get(row.device_id, row.time), row.time)
    return seen_at
