"""Signs a link's id, so that an address cannot be guessed from another, or from a copy of the database."""

import hashlib
import hmac
from base64 import urlsafe_b64encode

_ID_CHARACTERS = 12
_SEAL_BYTES = 16  # 128 bits: too many to try, and short enough for a text message


def signed(secret: bytes, link_id: str) -> str:
    """Return what stands in the link's address."""
    return link_id + _seal(secret, link_id)


def opened(secret: bytes, address: str) -> str | None:
    """Return the link's id, or None when it was not signed here; how long it takes does not tell how much of it is right."""
    link_id, seal = address[:_ID_CHARACTERS], address[_ID_CHARACTERS:]
    return link_id if hmac.compare_digest(seal.encode(), _seal(secret, link_id).encode()) else None


def _seal(secret: bytes, link_id: str) -> str:
    digest = hmac.new(secret, f"round link {link_id}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest[:_SEAL_BYTES]).decode().rstrip("=")
