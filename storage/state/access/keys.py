"""Who may do what: API keys, of which only a hash is kept."""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from domain.one_line import ONE_LINE_IN_WORDS, is_one_line
from storage.state.tables.access import keys

ADMIN = "admin"  # implies every other scope
SCOPES = ("devices", "thresholds", "alerts", "pickups", "ingest", ADMIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key as the store knows it; `created_at` and `revoked_at` are ms UTC."""

    id: str
    name: str
    scopes: tuple[str, ...]
    created_at: int
    revoked_at: int | None = None

    def may(self, scope: str) -> bool:
        """Return whether the key has `scope`; `admin` has them all."""
        return scope in self.scopes or ADMIN in self.scopes


def create(connection: Connection, name: str, scopes: Iterable[str], now: int) -> str:
    """Make a key and return its token, `bys_<id>_<secret>`, which can't be had again.

    Raises ValueError when the name or a scope is wrong. The secret has 256 random bits, so a plain SHA-256 keeps it.
    """
    wanted = sorted(set(scopes))
    unknown = [scope for scope in wanted if scope not in SCOPES]
    if unknown or not wanted:
        raise ValueError(f"scope {', '.join(unknown) or '(none)'} is not one of {', '.join(SCOPES)}")
    if not 1 <= len(name) <= 64:
        raise ValueError(f"a key's name has 1–64 characters, got {len(name)}")
    if not is_one_line(name):
        raise ValueError(f"a key's name is {ONE_LINE_IN_WORDS}, got {name!r}")
    key_id, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    row = {"id": key_id, "name": name, "hash": _hash(secret), "scopes": wanted, "created_at": now}
    connection.execute(insert(keys).values(**row))
    return f"bys_{key_id}_{secret}"


def verify(connection: Connection, token: str) -> Key | None:
    """Return the key that `token` belongs to, or None when it is unknown, wrong or revoked."""
    prefix, _, rest = token.partition("_")
    key_id, _, secret = rest.partition("_")
    if prefix != "bys" or not secret:
        return None
    row = connection.execute(select(keys).where(keys.c.id == key_id, keys.c.revoked_at.is_(None))).first()
    if row is None or not compare_digest(row.hash, _hash(secret)):
        return None
    return _key(row)


def valid(connection: Connection, key_id: str) -> Key | None:
    """Return the key with this id unless it is unknown or revoked: for who has proved before that they hold it."""
    row = connection.execute(select(keys).where(keys.c.id == key_id, keys.c.revoked_at.is_(None))).first()
    return None if row is None else _key(row)


def revoke(connection: Connection, key_id: str, now: int) -> bool:
    """End a key from now on; return whether it was valid until now."""
    ended = update(keys).where(keys.c.id == key_id, keys.c.revoked_at.is_(None)).values(revoked_at=now)
    return connection.execute(ended).rowcount == 1


def all_keys(connection: Connection) -> list[Key]:
    """Return every key, revoked ones too, oldest first."""
    return [_key(row) for row in connection.execute(select(keys).order_by(keys.c.created_at, keys.c.id))]


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).digest()


def _key(row: Row[Any]) -> Key:
    return Key(id=row.id, name=row.name, scopes=tuple(row.scopes), created_at=row.created_at, revoked_at=row.revoked_at)
