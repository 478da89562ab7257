"""Devices' passwords for the embedded broker: a file with a line `device id:password` each."""

import os
import secrets
from collections.abc import Mapping
from pathlib import Path

import structlog
from filelock import FileLock

from config.broker.embedded import SERVICE
from domain.device import is_id

_log = structlog.get_logger("broker")

ANYBODY = "anybody"  # the user whom clients are that do not say who they are


def read_passwords(file: Path) -> Mapping[str, str]:
    """Return the passwords by device id that `file` holds, a line `device id:password` each; a line that is none is told and left out.

    The last colon parts them, for an id may have colons.
    """
    if not file.exists():
        return {}
    passwords = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        user, _, password = line.strip().rpartition(":")
        if not password or not is_id(user) or user in (SERVICE, ANYBODY):
            _log.warning("this line is not `device id:password` and is left out", file=str(file), line=number)
            continue
        passwords[user] = password
    return passwords


def new_password(file: Path, device_id: str) -> str:
    """Give a device a new password in place of the one that it may have, and return it. Raises OSError."""
    password = secrets.token_urlsafe(18)
    file.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(file.with_name(f".{file.name}.lock")):
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        others = [line for line in lines if line.strip().rpartition(":")[0] != device_id]
        draft = file.with_name(f".{file.name}.new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as new:
            new.write("\n".join([*others, f"{device_id}:{password}"]) + "\n")
            new.flush()
            os.fsync(new.fileno())
        draft.replace(file)
    return password
