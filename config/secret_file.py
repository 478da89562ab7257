"""Secrets stand in files, never in settings: those that settings name, and those that we make for ourselves."""

import os
import secrets
from pathlib import Path

from config.toml_file import ConfigError
from domain.count_of import count_of

_SECRET_BYTES = 32


def read_secret(file: Path, setting: str) -> str:
    """Return the secret that `file` holds, as `setting` names it. Raises ConfigError."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{setting}: {file} cannot be read ({reason}): name a readable text file that holds the secret") from error


def read_or_make(path: Path) -> bytes:
    """Return the secret with which the server signs what it must recognise later.

    The first start makes it (mode 600). Several machines that serve the same pages share this file.

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
        raise OSError(
            f"{path} holds {count_of(len(secret), 'byte')} and not {_SECRET_BYTES}: delete it, and the next start makes a new one"
        )
    return secret
