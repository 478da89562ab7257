"""What changed in the state behind a position: the sources of the stream."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from api.alerts.alert_answer import alert_answers
from api.waste.trigger_answer import trigger_answer
from api.web.services import Services
from api.web.units_and_flags import flag_at, unit_of
from domain import rfc3339
from domain.device import Registry
from storage.state.alerts import alerts
from storage.state.ingest import latest, quarantine
from storage.state.waste import triggers

Positions = tuple[int, ...]  # of each source, the sequence number behind which it goes on
Subjects = frozenset[tuple[str, str]]  # kind and id of each thing that an event is about
_Numbered = list[tuple[int, dict[str, Any], Subjects]]


@dataclass(frozen=True, slots=True)
class Change:
    """One event: which source it is of, its position there, its content as JSON, and what it is about."""

    source: int
    seq: int
    event: str
    data: str
    about: Subjects = frozenset()


@dataclass(frozen=True, slots=True)
class ChangeSource:
    """One kind of event: its newest position, and its changes behind a position, oldest first."""

    event: str
    position: Callable[[Connection], int]
    behind: Callable[[Services, Connection, int], _Numbered]


def _latest_behind(services: Services, connection: Connection, position: int) -> _Numbered:
    registry = services.registry(connection)
    changes: _Numbered = []
    for device_id, rows in groupby(latest.changed_since(connection, position), key=lambda row: row.device_id):
        values = list(rows)
        items = [
            {
                "parameter": value.parameter,
                "value": value.value,
                "unit": unit_of(services, value.parameter),
                "time": rfc3339.write(value.time),
                "flag": int(flag_at(services, registry, device_id, value.time, value.parameter, value.value)),
            }
            for value in values
        ]
        changes.append((values[-1].seq, {"device_id": device_id, "items": items}, _about_device(registry, device_id, services.clock())))
    return changes


def _alerts_behind(services: Services, connection: Connection, position: int) -> _Numbered:
    events = alerts.events_since(connection, position)
    answers = alert_answers(services, connection, [alert for _, alert in events])
    registry = services.registry(connection)
    return [
        (
            event.seq,
            {"event": event.event, "at": rfc3339.write(event.at), "alert": answer.model_dump(mode="json")},
            _about_device(registry, answer.subject.id, services.clock())
            if answer.subject.type == "device"
            else frozenset({(answer.subject.type, answer.subject.id)}),
        )
        for (event, _), answer in zip(events, answers, strict=True)
    ]


def _triggers_behind(_: Services, connection: Connection, position: int) -> _Numbered:
    changed, behind = triggers.changed_since(connection, position)
    return [(behind, trigger_answer(trigger).model_dump(mode="json"), frozenset()) for trigger in changed]


def _quarantine_behind(services: Services, connection: Connection, position: int) -> _Numbered:
    registry = services.registry(connection)
    changes: _Numbered = []
    for seq, row in quarantine.kept_since(connection, position):
        device_id = registry.by_dev_eui.get(row.device or "", row.device)
        content = {"id": row.id, "device_id": device_id, "reason": row.reason, "detail": row.detail, "topic": row.topic}
        about = frozenset() if device_id is None else _about_device(registry, device_id, services.clock())
        changes.append((seq, {**content, "received_at": rfc3339.write(row.received_at)}, about))
    return changes


def _about_device(registry: Registry, device_id: str, now: int) -> Subjects:
    """Return the device and where it stands `now` (ms UTC)."""
    device = registry.device(device_id, now)
    if device is None or device.place is None:
        return frozenset({("device", device_id)})
    return frozenset({("device", device_id), ("site" if device.kind == "air" else "bin", device.place)})


SOURCES: Sequence[ChangeSource] = (
    ChangeSource("latest", latest.current_seq, _latest_behind),
    ChangeSource("alerts", alerts.current_seq, _alerts_behind),
    ChangeSource("triggers", triggers.current_seq, _triggers_behind),
    ChangeSource("quarantine", quarantine.current_seq, _quarantine_behind),
)


def begin(services: Services, last_event_id: str | None) -> Positions:
    """Return where each source goes on: behind `last_event_id`, else now.

    A position ahead of ours is of a state that was restored since: it goes on now, or nothing would come until we had caught up.
    """
    parts = (last_event_id or "").split("-")
    numbers = parts if all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts) else []
    with services.state.read() as connection:
        newest = [source.position(connection) for source in SOURCES]
    return tuple(min(int(numbers[n]), now) if n < len(numbers) else now for n, now in enumerate(newest))


def changes_behind(services: Services, positions: Positions) -> list[Change]:
    """Return what changed behind the positions, a page of each source."""
    with services.state.read() as connection:
        return [
            Change(n, seq, source.event, json.dumps(content, ensure_ascii=False, separators=(",", ":")), about)
            for n, (source, position) in enumerate(zip(SOURCES, positions, strict=True))
            for seq, content, about in source.behind(services, connection, position)
        ]


def positions_behind(changes: Sequence[Change], positions: Positions) -> Positions:
    """Return the positions behind `changes`."""
    return tuple(max([position, *(change.seq for change in changes if change.source == n)]) for n, position in enumerate(positions))
