"""How the objects of a backup are named and sealed: with a key (ChaCha20-Poly1305), or readable by everybody."""

import base64
import hashlib
import hmac
import os
from pathlib import Path
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from bysans.backup.failure import BackupError

_KEY_BYTES, _NONCE_BYTES = 32, 12


class Seal(Protocol):
    """Names and seals objects. `key_id` tells keys apart and gives none away; None without a key."""

    key_id: str | None

    def name(self, data: bytes) -> str:
        """Return the name by which the same data is found again."""

    def close(self, name: str, data: bytes) -> bytes:
        """Return what is kept of `data` under `name`."""

    def open(self, name: str, kept: bytes) -> bytes:
        """Return the data. Raises ValueError where it is not what was kept under `name`."""


class NoSeal:
    """For a backup that everybody may read."""

    key_id: str | None = None

    def name(self, data: bytes) -> str:
        """Return the SHA-256 of the data."""
        return hashlib.sha256(data).hexdigest()

    def close(self, name: str, data: bytes) -> bytes:  # noqa: ARG002 - the name seals nothing here
        """Return the data."""
        return data

    def open(self, name: str, kept: bytes) -> bytes:  # noqa: ARG002 - whether it is the same data is for the repository to judge
        """Return the data."""
        return kept


class KeySeal:
    """For a backup that only who has the key may read; names say nothing of what they name."""

    def __init__(self, key: bytes) -> None:
        self._cipher = ChaCha20Poly1305(_derived(key, b"bysans backup: content"))
        self._names = _derived(key, b"bysans backup: names")
        self.key_id: str | None = _derived(key, b"bysans backup: id")[:8].hex()

    def name(self, data: bytes) -> str:
        """Return a keyed digest of the data."""
        return hmac.new(self._names, data, hashlib.sha256).hexdigest()

    def close(self, name: str, data: bytes) -> bytes:
        """Return the data sealed; it opens under this name only."""
        nonce = os.urandom(_NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, data, name.encode())

    def open(self, name: str, kept: bytes) -> bytes:
        """Return the data. Raises ValueError where a byte of it, its name or the key is another."""
        try:
            return self._cipher.decrypt(kept[:_NONCE_BYTES], kept[_NONCE_BYTES:], name.encode())
        except InvalidTag as error:
            raise ValueError("it does not open with this key") from error


def seal_of(key_file: Path | None) -> Seal:
    """Return the seal for a key's file, or none. Raises BackupError where the file holds no key."""
    if key_file is None:
        return NoSeal()
    try:
        key = base64.b64decode(key_file.read_bytes().strip(), validate=True)
    except OSError as error:
        raise BackupError(f"the key {key_file} cannot be read ({error.strerror}): see backup.key_file") from error
    except ValueError:
        key = b""
    if len(key) != _KEY_BYTES:
        raise BackupError(f"{key_file} holds no key: `bysans backup new-key {key_file}` makes one")
    return KeySeal(key)


def make_key(file: Path) -> None:
    """Write a new key to a file that is not there yet, for its owner alone. Raises OSError."""
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(base64.b64encode(os.urandom(_KEY_BYTES)) + b"\n")


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(key)
