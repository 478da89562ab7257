"""Keeps the time from which each device counts as silent."""

from collections.abc import Iterable

from sqlalchemy import Connection

from domain.device import Registry
from storage.state import due, sequences
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest

_CURSOR = "watch.latest"
_ALL = 100_000  # a device seen in time must never look silent because others were looked at first


def follow(connection: Connection, registry: Registry, now: int) -> None:
    """Move on the silence of every device that was seen since this was last asked; `now` in ms UTC."""
    rows = latest.changed_since(connection, sequences.value(connection, _CURSOR), limit=_ALL)
    if rows:
        due.put(connection, due.SILENCE, _deadlines(_last_seen(rows), registry, now))
        sequences.put(connection, _CURSOR, rows[-1].seq)


def expect(connection: Connection, registry: Registry, device_ids: Iterable[str], now: int) -> None:
    """Expect devices anew after their registration changed; one that never sent is expected from then on, or when it begins."""
    for device_id in device_ids:
        device = registry.device(device_id, now)
        if device is None:
            due.forget(connection, due.SILENCE, [device_id])
        else:
            seen_at = _last_seen(latest.of_device(connection, device_id)).get(device_id, max(device.valid_from, now))
            due.put(connection, due.SILENCE, _deadlines({device_id: seen_at}, registry, now))


def _last_seen(rows: Iterable[Latest]) -> dict[str, int]:
    """Return when each device was last seen, ms UTC: by its own clock or ours, whichever is later (a replay's is years behind)."""
    last_seen: dict[str, int] = {}
    for row in rows:
        last_seen[row.device_id] = max(last_seen.get(row.device_id, 0), row.time, row.received_at)
    return last_seen


def _deadlines(last_seen: dict[str, int], registry: Registry, now: int) -> dict[str, int]:
    devices = {device_id: registry.device(device_id, now) for device_id in last_seen}
    return {name: last_seen[name] + device.longest_silence for name, device in devices.items() if device is not None}
