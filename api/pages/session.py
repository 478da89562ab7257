"""Sign-in sessions: a sealed cookie that names the key and its expiry, so that the key itself is never in the browser."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

COOKIE = "bysans_session"
LIFETIME_S = 12 * 3600
_SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Sessions:
    """Seals and opens session cookies with a secret that only the server has."""

    secret: bytes

    def issue(self, key_id: str, now: int) -> str:
        """Return the cookie of a session that begins now (ms UTC)."""
        claim = f"{key_id}.{now // 1000 + LIFETIME_S}"
        return f"{claim}.{self._seal(claim)}"

    def key_id(self, cookie: str, now: int) -> str | None:
        """Return the id of the key that signed in, or None when the cookie is forged, damaged or past its end."""
        claim, _, seal = cookie.rpartition(".")
        key_id, _, end = claim.rpartition(".")
        if not hmac.compare_digest(seal.encode(), self._seal(claim).encode()):
            return None
        return key_id if int(end) * 1000 > now else None

    def _seal(self, claim: str) -> str:
        return hmac.new(self.secret, claim.encode(), hashlib.sha256).hexdigest()


def open_sessions(data_dir: Path) -> Sessions:
    """Read the secret from `DATA_DIR/session-secret`; the first start makes it (mode 600).

    Several machines that serve the same pages share this file. Raises OSError when it can be neither read nor made.
    """
    path = data_dir / "session-secret"
    data_dir.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return Sessions(_whole(path))
    with os.fdopen(descriptor, "wb") as file:
        secret = secrets.token_bytes(_SECRET_BYTES)
        file.write(secret)
    return Sessions(secret)


def _whole(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) < _SECRET_BYTES:  # a start that was cut off: an empty secret would let anybody seal a cookie
        raise OSError(f"{path} holds {len(secret)} bytes and not {_SECRET_BYTES}: delete it, and the next start makes a new one")
    return secret
