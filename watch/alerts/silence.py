"""From when on is a device silent?"""

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.device import Registry
from storage.state import due, sequences
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest

_CURSOR = "watch.latest"
_ALL = 100_000  # a device heard in time must never look silent because others were looked at first


def follow(connection: Connection, registry: Registry, now: int) -> None:
    """Move on the silence of every device that was heard since this was last asked; `now` in ms UTC."""
    rows = latest.changed_since(connection, sequences.value(connection, _CURSOR), limit=_ALL)
    if rows:
        due.put(connection, due.SILENCE, _deadlines(_heard(rows), registry, now))
        sequences.put(connection, _CURSOR, rows[-1].seq)


def expect(connection: Connection, registry: Registry, device_ids: Iterable[str], now: int) -> None:
    """Expect devices anew after their registration changed; one that never sent is expected from then on, or when it begins."""
    for device_id in device_ids:
        device = registry.device(device_id, now)
        if device is None:
            due.forget(connection, due.SILENCE, [device_id])
        else:
            heard = _heard(latest.of_device(connection, device_id)).get(device_id, max(device.valid_from, now))
            due.put(connection, due.SILENCE, _deadlines({device_id: heard}, registry, now))


def _heard(rows: Iterable[Latest]) -> dict[str, int]:
    """Return when each device was last heard of, ms UTC: by its own clock or ours, whichever is later (a replay's is years behind)."""
    heard: dict[str, int] = {}
    for row in rows:
        heard[row.device_id] = max(heard.get(row.device_id, 0), row.time, row.received_at)
    return heard


def _deadlines(heard: dict[str, int], registry: Registry, now: int) -> dict[str, int]:
    devices = {device_id: registry.device(device_id, now) for device_id in heard}
    return {name: heard[name] + device.longest_silence for name, device in devices.items() if device is not None}
