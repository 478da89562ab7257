"""The admin key that `run` leaves for whoever owns the data folder."""

import os
from pathlib import Path

from domain.access.actor import Actor
from storage.state.access import keys
from storage.state.audit.acting import Acting, acts
from storage.state.engine import State

_RUN = Actor(kind="command", name="bysans run")


def ensure_admin_key(data_dir: Path, state: State, now: int) -> Path:
    """Return the path of a file (mode 600) that holds a valid admin key; make one when there is none."""
    path = data_dir / "admin-key"
    with acts(Acting(wall=lambda: now, actor=_RUN)), state.begin() as connection:
        if path.exists() and keys.verify(connection, path.read_text(encoding="utf-8").strip(), now):
            return path
        token = keys.create(connection, "admin", ["admin"], now)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(token + "\n")
    return path
