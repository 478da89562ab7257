"""Who may do what until when: API keys, of which only a hash is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, insert, or_, select, update

from domain import rfc3339
from domain.access.scope import SCOPES, covers
from domain.one_line import ONE_LINE_IN_WORDS, is_one_line
from storage.state.tables.access import keys


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as the store knows it; its times are ms UTC, `expires_at` None where it never does.

    `owner`: who answers for it. `replaced_by`: the id of the key that was made in its place.
    """

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    expires_at: int | None = None
    revoked_at: int | None = None
    first_used_at: int | None = None
    last_used_at: int | None = None
    owner: str | None = None
    replaced_by: str | None = None

    def may(self, scope: str) -> bool:
        """Return whether the key has `scope`; `admin` has them all."""
        return covers(self.scopes, scope)


def create(
    connection: Connection,
    name: str,
    scopes: Iterable[str],
    now: int,
    *,
    expires_at: int | None = None,
    owner: str | None = None,
) -> str:
    """Make a key and return its token, `bys_<id>_<secret>`, which can't be had again.

    Raises ValueError when the name, a scope, the expiry (ms UTC) or the owner is wrong. The secret has 256 random bits, so
    a plain SHA-256 keeps it.
    """
    names = sorted(set(scopes))
    _check(name, names, expires_at, now)
    if owner is not None:
        _check_name(owner, "owner")
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {"id": key_id, "name": name, "hash": _hash(secret), "scopes": names, "created_at": now, "expires_at": expires_at, "owner": owner}
    connection.execute(insert(keys).values(**row))
    return f"bys_{key_id}_{secret}"


def verify(connection: Connection, token: str, now: int) -> Key | None:
    """Return the key that `token` belongs to, or None when it is unknown, wrong, revoked or has expired."""
    prefix, _, secret_part = token.partition("_")
    key_id, _, secret = secret_part.partition("_")
    if prefix != "bys" or not secret:
        return None
    row = connection.execute(select(keys).where(keys.c.id == key_id, is_valid(now))).first()
    if row is None or not compare_digest(row.hash, _hash(secret)):
        return None
    return key_of(row)


def valid(connection: Connection, key_id: str, now: int) -> Key | None:
    """Return the key with this id unless it is unknown, revoked or has expired: for who has proved before that they hold it."""
    row = connection.execute(select(keys).where(keys.c.id == key_id, is_valid(now))).first()
    return None if row is None else key_of(row)


def is_valid(now: int) -> ColumnElement[bool]:
    """Return the condition under which a key is valid."""
    return and_(keys.c.revoked_at.is_(None), or_(keys.c.expires_at.is_(None), keys.c.expires_at > now))


def revoke(connection: Connection, key_id: str, now: int) -> bool:
    """End a key from now on; return whether it was valid until now."""
    return connection.execute(update(keys).where(keys.c.id == key_id, is_valid(now)).values(revoked_at=now)).rowcount == 1


def rotate(connection: Connection, key_id: str, now: int, *, overlap_ms: int, expires_at: int | None = None) -> str | None:
    """Make a key in place of a valid one, with its name, scopes and owner, and return its token; None where no valid key has the id.

    The new one ends at `expires_at` (ms UTC), by default after as long as the old one was made for; who had to renew a key still has to.
    The old one holds for `overlap_ms` more, or until its own end if that comes first, so that a program can change over.
    Raises ValueError when the expiry (ms UTC) is wrong, or the key was rotated before: then its successor is rotated.
    """
    old = valid(connection, key_id, now)
    if old is None:
        return None
    if old.replaced_by is not None:
        raise ValueError(f"the key {key_id} was replaced by {old.replaced_by} already: rotate that one")
    if expires_at is None and old.expires_at is not None:
        expires_at = now + old.expires_at - old.created_at
    token = create(connection, old.name, old.scopes, now, expires_at=expires_at, owner=old.owner)
    ends_at = now + overlap_ms if old.expires_at is None else min(now + overlap_ms, old.expires_at)
    connection.execute(update(keys).where(keys.c.id == key_id).values(expires_at=ends_at, replaced_by=token.split("_")[1]))
    return token


def all_keys(connection: Connection) -> list[Key]:
    """Return every key, revoked and expired ones too, oldest first."""
    return [key_of(row) for row in connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))]


def key_of(row: Row[Any]) -> Key:
    """Return the key of a row."""
    return Key(
        id=row.id,
        name=row.name,
        scopes=tuple(row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        first_used_at=row.first_used_at,
        last_used_at=row.last_used_at,
        owner=row.owner,
        replaced_by=row.replaced_by,
    )


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _check(name: str, scopes: list[str], expires_at: int | None, now: int) -> None:
    unknown = [scope for scope in scopes if scope not in SCOPES]
    if unknown or not scopes:
        raise ValueError(f"scope {', '.join(unknown) or '(none)'} is not one of {', '.join(SCOPES)}")
    _check_name(name, "name")
    if expires_at is not None and not now < expires_at <= rfc3339.LATEST:
        raise ValueError("a key expires in the future, and before the year 10000")


def _check_name(name: str, what: str) -> None:
    if not 1 <= len(name) <= 64:
        raise ValueError(f"a key's {what} has 1–64 characters, got {len(name)}")
    if not is_one_line(name):
        raise ValueError(f"a key's {what} is {ONE_LINE_IN_WORDS}, got {name!r}")
