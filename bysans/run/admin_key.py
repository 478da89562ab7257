"""The admin key that `run` leaves for whoever owns the data folder."""

import os
from pathlib import Path

from storage.state.access import keys
from storage.state.engine import State


def ensure_admin_key(data_dir: Path, state: State, now: int) -> Path:
    """Return the path of a file (mode 600) that holds a valid admin key; make one when there is none."""
    path = data_dir / "admin-key"
    with state.begin() as connection:
        if path.exists() and keys.verify(connection, path.read_text(encoding="utf-8").strip(), now):
            return path
        token = keys.create(connection, "admin", ["admin"], now, by="bysans run")
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(token + "\n")
    return path
