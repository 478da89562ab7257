"""Server-Sent Events: latest values, alerts and triggers as they change."""

import asyncio
from collections.abc import AsyncIterable, Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from threading import BoundedSemaphore
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent
from sqlalchemy import Connection

from api.alerts.alert_answer import alert_answer
from api.waste.trigger_answer import trigger_answer
from api.web.auth import reader
from api.web.problems import ProblemError
from api.web.services import Services, ServicesDep
from api.web.units_and_flags import flag_at, unit_of
from domain import rfc3339
from storage.state.alerts import alerts
from storage.state.ingest import latest
from storage.state.waste import triggers

router = APIRouter(tags=["extended", "stream"])

POLL_S = 0.25
MOST = 50  # each open stream asks the state four times a second
_room = BoundedSemaphore(MOST)


@dataclass(frozen=True, slots=True)
class Source:
    """One kind of event: where it stands now, and what came behind a position, with the position behind that."""

    event: str
    position: Callable[[Connection], int]
    behind: Callable[[Services, Connection, int], tuple[list[dict[str, Any]], int]]


def _latest_behind(services: Services, connection: Connection, position: int) -> tuple[list[dict[str, Any]], int]:
    rows = latest.changed_since(connection, position)
    registry = services.registry(connection)
    changes = []
    for device_id, values in groupby(rows, key=lambda row: row.device_id):
        items = [
            {
                "parameter": row.parameter,
                "value": row.value,
                "unit": unit_of(services, row.parameter),
                "time": rfc3339.write(row.time),
                "flag": int(flag_at(services, registry, device_id, row.time, row.parameter, row.value)),
            }
            for row in values
        ]
        changes.append({"device_id": device_id, "items": items})
    return changes, rows[-1].seq if rows else position


def _alerts_behind(services: Services, connection: Connection, position: int) -> tuple[list[dict[str, Any]], int]:
    events = alerts.events_since(connection, position)
    changes = [
        {"event": event.event, "at": rfc3339.write(event.at), "alert": alert_answer(services, alert).model_dump(mode="json")}
        for event, alert in events
    ]
    return changes, events[-1][0].seq if events else position


def _triggers_behind(_: Services, connection: Connection, position: int) -> tuple[list[dict[str, Any]], int]:
    changed, behind = triggers.changed_since(connection, position)
    return [trigger_answer(trigger).model_dump(mode="json") for trigger in changed], behind


SOURCES: Sequence[Source] = (
    Source("latest", latest.current_seq, _latest_behind),
    Source("alerts", alerts.current_seq, _alerts_behind),
    Source("triggers", triggers.current_seq, _triggers_behind),
)


def _with_room() -> Iterator[None]:
    room = _room
    if not room.acquire(blocking=False):
        raise ProblemError(
            503, f"{MOST} streams are open, as many as this service serves; close one, or poll.", headers={"Retry-After": "60"}
        )
    try:
        yield
    finally:
        room.release()


@router.get("/stream", response_class=EventSourceResponse, dependencies=[Depends(reader), Depends(_with_room)])
async def stream(
    request: Request,
    services: ServicesDep,
    last_event_id: Annotated[str | None, Header(description="go on behind this event; a browser sends it by itself")] = None,
) -> AsyncIterable[ServerSentEvent]:
    """Follow what changes, from now on or behind `Last-Event-ID`.

    Events: `latest`; `alerts`, with what happened to one; `triggers`, as each is after a change.
    """
    positions = await run_in_threadpool(_begin, services, last_event_id)
    while not await request.is_disconnected():
        events, positions = await run_in_threadpool(_step, services, positions)
        for number, (event, data) in enumerate(events, start=1):
            # Only the last carries the position: who is cut off before it gets them all again.
            yield ServerSentEvent(event=event, data=data, id="-".join(map(str, positions)) if number == len(events) else None)
        await asyncio.sleep(POLL_S)


def _begin(services: Services, last_event_id: str | None) -> list[int]:
    """Return where each source goes on; one that a reader has no position of (an id from before there was one) begins now."""
    parts = (last_event_id or "").split("-")
    known = parts if all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts) else []
    with services.state.read() as connection:
        return [int(known[n]) if n < len(known) else source.position(connection) for n, source in enumerate(SOURCES)]


def _step(services: Services, positions: Sequence[int]) -> tuple[list[tuple[str, dict[str, Any]]], list[int]]:
    events: list[tuple[str, dict[str, Any]]] = []
    after: list[int] = []
    with services.state.read() as connection:
        for source, position in zip(SOURCES, positions, strict=True):
            changes, behind = source.behind(services, connection, position)
            events += [(source.event, change) for change in changes]
            after.append(behind)
    return events, after
