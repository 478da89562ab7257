"""What happened to keys: when each was created, first used, rotated, revoked or expired, and by whom.

When stands with each key, by whom in the audit log: once names are forgotten there, nobody is named here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection

from storage.state.access import keys
from storage.state.access.keys import Key
from storage.state.audit import earlier, log

Event = Literal["created", "first_used", "rotated", "revoked", "expired"]
_MARKS: Mapping[str, Event] = {"revoked_at": "revoked", "replaced_by": "rotated"}  # what a change of a key sets, and what that is


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyEvent:
    """What happened to a key at `at` (ms UTC); `by`: who did it, None where Bysans did, or the name is forgotten."""

    at: int
    event: Event
    key_id: str
    key_name: str
    by: str | None

    @property
    def position(self) -> tuple[int, str, str]:
        """Where the event stands among all."""
        return self.at, self.key_id, self.event


def newest(connection: Connection, now: int, *, limit: int, before: tuple[int, str, str] | None = None) -> list[KeyEvent]:
    """Return up to `limit` events until `now` (ms UTC), the newest first; `before`: only those that stand before this position."""
    by = earlier.who_changed_keys(connection) | _who(connection)
    every_key = keys.all_keys(connection)
    created = {key.id: key.created_at for key in every_key}
    events = [
        KeyEvent(at=at, event=event, key_id=key.id, key_name=key.name, by=key.name if event == "first_used" else by.get((key.id, event)))
        for key in every_key
        for event, at in _times(key, created, now)
    ]
    events.sort(key=lambda event: event.position, reverse=True)
    return [event for event in events if before is None or event.position < before][:limit]


def _times(key: Key, created: Mapping[str, int], now: int) -> Iterator[tuple[Event, int]]:
    """Yield what happened to a key; `created`: when each key was, as one that was rotated has a successor of the same moment."""
    yield "created", key.created_at
    if key.first_used_at is not None:
        yield "first_used", key.first_used_at
    if key.replaced_by is not None and key.replaced_by in created:
        yield "rotated", created[key.replaced_by]
    if key.revoked_at is not None:
        yield "revoked", key.revoked_at
    elif key.expires_at is not None and key.expires_at <= now:
        yield "expired", key.expires_at


def _who(connection: Connection) -> dict[tuple[str, str], str]:
    """Return who created, rotated and revoked which key, as far as the audit log says."""
    who: dict[tuple[str, str], str] = {}
    for entry in log.page(connection, kinds=("key",), limit=None):
        events = ["created"] if entry.action == "added" else [event for mark, event in _MARKS.items() if (entry.after or {}).get(mark)]
        who |= {(entry.thing, event): entry.name for event in events if entry.thing is not None and entry.name is not None}
    return who
