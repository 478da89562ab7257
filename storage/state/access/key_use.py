"""When each key was last used, to the minute, and which have expired since anybody looked."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, exists, select, update

from domain.duration import MINUTE
from storage.state.access import key_log
from storage.state.access.keys import Key
from storage.state.tables.access import key_events, keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """A key was used at `at` (ms UTC); `name` is the key's."""

    at: int
    name: str


def is_worth_noting(key: Key, at: int) -> bool:
    """Return whether a use of this key is its first within a minute."""
    return key.last_used_at is None or at - key.last_used_at >= MINUTE


def note_uses(connection: Connection, uses: Mapping[str, Use]) -> None:
    """Keep when the keys of these ids were used; a key's first use stands in its log too."""
    for key_id, use in uses.items():
        first = update(keys).where(keys.c.id == key_id, keys.c.last_used_at.is_(None)).values(last_used_at=use.at)
        if connection.execute(first).rowcount:
            key_log.append(connection, "first_used", key_id, use.at, use.name)
        else:
            connection.execute(update(keys).where(keys.c.id == key_id, keys.c.last_used_at < use.at).values(last_used_at=use.at))


def newly_expired(connection: Connection, now: int) -> dict[str, int]:
    """Return the keys that have expired and whose log does not say so yet, each with when it did (ms UTC)."""
    logged = exists().where(key_events.c.key_id == keys.c.id, key_events.c.event == "expired")
    query = select(keys.c.id, keys.c.expires_at).where(keys.c.expires_at <= now, keys.c.revoked_at.is_(None), ~logged)
    return {row.id: row.expires_at for row in connection.execute(query)}


def note_expired(connection: Connection, now: int) -> None:
    """Let the log say which keys have expired."""
    for key_id, at in newly_expired(connection, now).items():
        key_log.append(connection, "expired", key_id, at)
