"""People who are at a provider to sign in: what is needed when they come back, once and within ten minutes."""

import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert

from domain.duration import MINUTE
from storage.state.tables.access import sign_ins

LIFETIME_MS = 10 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """A sign-in under way; `path`: where on our pages the person was going, `verifier`: PKCE's (RFC 7636)."""

    provider: str
    nonce: str
    verifier: str
    path: str


def begin(connection: Connection, provider: str, path: str, now: int) -> tuple[str, SignIn]:
    """Keep a new sign-in, and return its state, of which only a hash is kept, with it; those that are over are forgotten."""
    connection.execute(delete(sign_ins).where(sign_ins.c.ends_at <= now))
    state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
    row = {"provider": provider, "nonce": nonce, "verifier": verifier, "path": path}
    connection.execute(insert(sign_ins).values(id=_hash(state), ends_at=now + LIFETIME_MS, **row))
    return state, SignIn(provider=provider, nonce=nonce, verifier=verifier, path=path)


def take(connection: Connection, state: str, now: int) -> SignIn | None:
    """Return the sign-in of a state and forget it: who comes back a second time is not known."""
    taken = delete(sign_ins).where(sign_ins.c.id == _hash(state), sign_ins.c.ends_at > now).returning(sign_ins)
    row = connection.execute(taken).first()
    return None if row is None else SignIn(provider=row.provider, nonce=row.nonce, verifier=row.verifier, path=row.path)


def _hash(state: str) -> bytes:
    return hashlib.sha256(state.encode("utf-8", "surrogatepass")).digest()
