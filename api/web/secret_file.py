"""A secret that the server keeps in a file of its data folder, and with which it signs what it must recognise later."""

import os
import secrets
from pathlib import Path

_SECRET_BYTES = 32


def read_or_make(path: Path) -> bytes:
    """Return the secret; the first start makes it (mode 600). Several machines that serve the same pages share this file.

    Raises OSError when it can be neither read nor made.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _whole(path)
    with os.fdopen(descriptor, "wb") as file:
        secret = secrets.token_bytes(_SECRET_BYTES)
        file.write(secret)
    return secret


def _whole(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) < _SECRET_BYTES:  # a start that was cut off: an empty secret would let anybody sign
        raise OSError(f"{path} holds {len(secret)} bytes and not {_SECRET_BYTES}: delete it, and the next start makes a new one")
    return secret
