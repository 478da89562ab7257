"""Sessions of those who signed in to the pages: kept here, so that ending one ends it whoever holds its cookie."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, delete, insert, or_, select, update

from domain.access.role import Role
from domain.duration import HOUR, MINUTE
from storage.state.access.keys import Key, is_valid, key_of
from storage.state.tables.access import keys, sessions

LIFETIME_MS = 12 * HOUR
_TRY_AGAIN_MS = MINUTE  # one request asks the provider; when it fails, the next does so after this


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a provider says has signed in; `sealed`: its tokens, which only the session's cookie opens."""

    person: str
    name: str
    provider: str
    roles: tuple[Role, ...]
    sealed: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """An open session, of a key or of a person; times are ms UTC. `handle` names it to those who may end it."""

    handle: str
    key: Key | None
    identity: Identity | None
    confirmed_at: int
    confirm_at: int
    address: str
    began_at: int
    ends_at: int

    @property
    def name(self) -> str:
        """The name of who has signed in."""
        return self.key.name if self.key else self.identity.name if self.identity else ""


def new_cookie() -> str:
    """Return what the cookie of a new session holds: 256 random bits."""
    return secrets.token_urlsafe(32)


def begin(connection: Connection, key_id: str, now: int, *, address: str = "", lifetime_ms: int = LIFETIME_MS) -> str:
    """Begin a session of a key and return what its cookie holds, of which only a hash is kept; those that are over are forgotten."""
    cookie = new_cookie()
    _insert(connection, cookie, now, lifetime_ms, address, key_id=key_id)
    return cookie


def begin_at_provider(
    connection: Connection, cookie: str, identity: Identity, now: int, *, address: str, lifetime_ms: int, confirm_ms: int
) -> str:
    """Begin the session of a person with the cookie that their tokens are sealed with, and return its handle."""
    confirmed = {"confirmed_at": now, "confirm_at": now + confirm_ms}
    return _insert(connection, cookie, now, lifetime_ms, address, **_columns(identity), **confirmed)


def find(connection: Connection, cookie: str, now: int) -> Session | None:
    """Return the session of a cookie, or None when it or its key has ended, or there was none."""
    row = connection.execute(_query(now).where(sessions.c.id == _hash(cookie))).first()
    return None if row is None else _session(row)


def open_sessions(connection: Connection, now: int) -> Sequence[Session]:
    """Return every open session, the newest first."""
    return [_session(row) for row in connection.execute(_query(now).order_by(sessions.c.began_at.desc(), sessions.c.handle))]


def still_open(connection: Connection, handles: Collection[str], now: int) -> set[str]:
    """Return which of the sessions of these handles are open."""
    query = select(sessions.c.handle).where(sessions.c.handle.in_(handles), sessions.c.ends_at > now)
    return set(connection.execute(query).scalars())


def take_confirmation(connection: Connection, cookie: str, now: int) -> bool:
    """Return whether it is for this request to ask the provider: of several at once, only one does."""
    due = update(sessions).where(sessions.c.id == _hash(cookie), sessions.c.confirm_at <= now)
    return connection.execute(due.values(confirm_at=now + _TRY_AGAIN_MS)).rowcount == 1


def confirm(connection: Connection, cookie: str, identity: Identity, now: int, confirm_ms: int) -> None:
    """Keep what the provider says now of who has signed in."""
    values = {**_columns(identity), "confirmed_at": now, "confirm_at": now + confirm_ms}
    connection.execute(update(sessions).where(sessions.c.id == _hash(cookie)).values(values))


def end(connection: Connection, cookie: str) -> None:
    """End a session for everybody who holds its cookie."""
    connection.execute(delete(sessions).where(sessions.c.id == _hash(cookie)))


def end_by_handle(connection: Connection, handle: str) -> bool:
    """End the session that the handle names; return whether there was one."""
    return connection.execute(delete(sessions).where(sessions.c.handle == handle)).rowcount == 1


def forget(connection: Connection, now: int) -> None:
    """Delete the sessions that are over at `now` (ms UTC), with who had them and from where."""
    connection.execute(delete(sessions).where(sessions.c.ends_at <= now))


def _insert(connection: Connection, cookie: str, now: int, lifetime_ms: int, address: str, **columns: object) -> str:
    forget(connection, now)
    handle = secrets.token_hex(8)
    row = {"id": _hash(cookie), "handle": handle, "address": address[:64], "began_at": now, "ends_at": now + lifetime_ms, **columns}
    connection.execute(insert(sessions).values(row))
    return handle


def _columns(identity: Identity) -> dict[str, object]:
    return {
        "person": identity.person,
        "name": identity.name,
        "provider": identity.provider,
        "roles": list(identity.roles),
        "sealed": identity.sealed,
    }


def _query(now: int) -> Select[Any]:
    columns = [column.label(f"session_{column.name}") for column in sessions.c]
    return select(*columns, keys).outerjoin(keys, keys.c.id == sessions.c.key_id).where(_is_open(now))


def _is_open(now: int) -> ColumnElement[bool]:
    return and_(sessions.c.ends_at > now, or_(sessions.c.key_id.is_(None), and_(keys.c.id.is_not(None), is_valid(now))))


def _session(row: Row[Any]) -> Session:
    return Session(
        handle=row.session_handle,
        key=None if row.session_key_id is None else key_of(row),
        identity=None if row.session_person is None else _identity(row),
        confirmed_at=row.session_confirmed_at or row.session_began_at,
        confirm_at=row.session_confirm_at or row.session_ends_at,
        address=row.session_address,
        began_at=row.session_began_at,
        ends_at=row.session_ends_at,
    )


def _identity(row: Row[Any]) -> Identity:
    return Identity(
        person=row.session_person,
        name=row.session_name,
        provider=row.session_provider,
        roles=tuple(row.session_roles),
        sealed=row.session_sealed,
    )


def _hash(cookie: str) -> bytes:
    return hashlib.sha256(cookie.encode("utf-8", "surrogatepass")).digest()
