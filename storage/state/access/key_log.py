"""The log of keys: when each was created, first used, rotated, revoked or expired, and by whom. It is only appended to."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select

from storage.state.tables.access import key_events, keys

Event = Literal["created", "first_used", "rotated", "revoked", "expired"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent:
    """What happened to a key at `at` (ms UTC); `by`: who did it, None where Bysans did. `id` grows from event to event."""

    id: int
    at: int
    event: Event
    key_id: str
    key_name: str
    by: str | None


def append(connection: Connection, event: Event, key_id: str, at: int, by: str | None = None) -> None:
    """Keep what happened to a key."""
    connection.execute(insert(key_events).values(at=at, event=event, key_id=key_id, by=by))


def newest(connection: Connection, *, limit: int, before: int | None = None) -> list[KeyEvent]:
    """Return up to `limit` events, the newest first; `before`: only those that came before the event of this id."""
    query = select(key_events, keys.c.name).join(keys, keys.c.id == key_events.c.key_id)
    if before is not None:
        query = query.where(key_events.c.id < before)
    rows = connection.execute(query.order_by(key_events.c.id.desc()).limit(limit))
    return [KeyEvent(id=row.id, at=row.at, event=row.event, key_id=row.key_id, key_name=row.name, by=row.by) for row in rows]
