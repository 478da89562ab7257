"""Sessions of those who signed in to the pages: kept here, so that signing out ends one whoever holds its cookie."""

import hashlib
import secrets

from sqlalchemy import Connection, delete, insert, select

from domain.duration import HOUR
from storage.state.access.keys import Key, is_valid, key_of
from storage.state.tables.access import keys, sessions

LIFETIME_MS = 12 * HOUR


def begin(connection: Connection, key_id: str, now: int) -> str:
    """Begin a session of a key and return what its cookie holds, of which only a hash is kept; those that are over are forgotten."""
    connection.execute(delete(sessions).where(sessions.c.ends_at <= now))
    cookie = secrets.token_urlsafe(32)
    connection.execute(insert(sessions).values(id=_hash(cookie), key_id=key_id, ends_at=now + LIFETIME_MS))
    return cookie


def key(connection: Connection, cookie: str, now: int) -> Key | None:
    """Return the key that signed in, or None when the session or its key has ended, or there was none."""
    query = select(keys).join(sessions, sessions.c.key_id == keys.c.id)
    row = connection.execute(query.where(sessions.c.id == _hash(cookie), sessions.c.ends_at > now, is_valid(now))).first()
    return None if row is None else key_of(row)


def end(connection: Connection, cookie: str) -> None:
    """End a session for everybody who holds its cookie."""
    connection.execute(delete(sessions).where(sessions.c.id == _hash(cookie)))


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).digest()
