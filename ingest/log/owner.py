"""One log counts as one of the state's: two that had one name would pass over each other's readings."""

import secrets
from pathlib import Path

from sqlalchemy import Connection

from domain.heartbeat import ingest_role
from ingest.log.lock import LogInUseError
from storage.state import leases

LEASE_MS = 10_000
_ID = "id"


class LogOwner:
    """Holds a log's name in the state, for the folder that has it: a process that starts again in the same folder need not wait."""

    def __init__(self, folder: Path, name: str) -> None:
        self._role = ingest_role(name)
        self._named = f"log.name {name}" if name else "no log.name"
        self.id = _id(folder)

    def hold(self, connection: Connection, now: int) -> None:
        """Take or renew the name at `now` (ms UTC). Raises LogInUseError where another folder's process has it."""
        if not leases.hold(connection, self._role, self.id, now, LEASE_MS):
            raise LogInUseError(
                f"another ingest process with {self._named} works on this state: give each a log.name of its own. "
                f"If this one takes the other's place, it begins {LEASE_MS // 1000} s after the other's end"
            )


def _id(folder: Path) -> str:
    """Return what tells this log from any other, kept beside it and moved with it."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / _ID
    if not file.exists():
        unfinished = folder / f".{_ID}"
        unfinished.write_text(secrets.token_hex(16))
        unfinished.replace(file)
    return file.read_text().strip()
