"""Sign-in sessions: a sealed cookie that names the key and its expiry, so that the key itself is never in the browser."""

import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path

from api.web.secret_file import read_or_make

COOKIE = "bysans_session"
LIFETIME_S = 12 * 3600


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
    """Open sessions with the secret in `DATA_DIR/session-secret`. Raises OSError when it can be neither read nor made."""
    return Sessions(read_or_make(data_dir / "session-secret"))
