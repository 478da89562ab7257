"""Seals a provider's tokens with a session's cookie: a copy of the database opens none of them."""

import hashlib
import json
from collections.abc import Mapping

from joserfc import jwe
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

_HEADER = {"alg": "dir", "enc": "A256GCM"}


def sealed(cookie: str, tokens: Mapping[str, str]) -> str:
    """Return the tokens so that only the cookie opens them."""
    return jwe.encrypt_compact(_HEADER, json.dumps(dict(tokens)).encode(), _key(cookie))


def opened(cookie: str, text: str | None) -> Mapping[str, str]:
    """Return the tokens, none where the text is none of ours."""
    if text is None:
        return {}
    try:
        tokens: dict[str, str] = json.loads(jwe.decrypt_compact(text, _key(cookie)).plaintext or b"{}")
    except (JoseError, ValueError):
        return {}
    return tokens


def _key(cookie: str) -> OctKey:
    # The cookie has 256 random bits, so one plain hash makes a key of it; another one than the hash by which the session is found.
    return OctKey.import_key(hashlib.sha256(f"bysans: seal of a session\n{cookie}".encode("utf-8", "surrogatepass")).digest())
