"""One backup after the other: made while the service runs, old ones removed, one process at a time."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from filelock import FileLock, Timeout

from bysans.backup import copy
from bysans.backup.failure import BackupError
from bysans.backup.manifest import time_of
from bysans.backup.place import place_of
from bysans.backup.repository import Repository
from bysans.backup.retention import kept
from bysans.backup.seal import seal_of
from bysans.clock import now
from config.settings import Settings
from domain.duration import HOUR
from storage.state import sequences

_LOOK_S = 60.0
_RETRY_S = 600.0
_log = structlog.get_logger("backup")


def repository_of(settings: Settings) -> Repository:
    """Return the backups that the settings name. Raises BackupError, ConfigError."""
    return Repository(place_of(settings.backup), seal_of(settings.backup.key_file))


class Routine:
    """Backups as the settings want them."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def make(self) -> copy.Made:
        """Make a backup, then remove those that retention lets go. Raises BackupError, ConfigError."""
        backup, began = self._settings.backup, time.monotonic()
        with self._alone(), copy.opened(self._settings) as stores:
            repository = repository_of(self._settings)
            manifest = copy.make(stores, repository)
            names = kept(repository.backups(), now(), keep_days=backup.keep_days, keep_months=backup.keep_months)
            try:
                removed = repository.prune(names)
            except BackupError as error:
                raise BackupError(f"{manifest.name} was made, but older backups could not be removed: {error}") from error
            with stores.state.begin() as connection:
                sequences.put(connection, sequences.BACKED_UP, time_of(manifest.name))
        return copy.Made(manifest=manifest, added_bytes=repository.added_bytes, seconds=time.monotonic() - began, removed=removed)

    def check(self) -> str:
        """Return how old the newest backup is. Raises BackupError where it is older than two should be, or there is none; ConfigError."""
        names, every = repository_of(self._settings).backups(), self._settings.backup.every_hours
        if not names:
            raise BackupError(f"there is no backup in {self._settings.backup.to} yet: see that `bysans backup --scheduled` runs")
        age = (now() - time_of(names[-1])) / HOUR
        if age > 2 * every:
            raise BackupError(
                f"the newest backup is {age:.0f} h old, and there should be one every {every:g} h: see the log of `bysans backup`"
            )
        return f"{len(names)} in {self._settings.backup.to}, the newest {age:.1f} h old"

    def run(self, stop: threading.Event) -> None:
        """Make a backup whenever one is due, until `stop`; what fails is tried again. Raises ConfigError."""
        pause = 0.0
        while not stop.wait(pause):
            pause = _LOOK_S
            try:
                if self._is_due():
                    made = self.make()
                    _log.info("backed up", name=made.manifest.name, seconds=round(made.seconds), new_mb=round(made.added_bytes / 1e6, 1))
            except BackupError as error:
                _log.error("the backup failed", reason=str(error), tried_again_after_seconds=_RETRY_S)
                pause = _RETRY_S

    def _is_due(self) -> bool:
        names = repository_of(self._settings).backups()
        return not names or now() - time_of(names[-1]) >= self._settings.backup.every_hours * HOUR

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = FileLock(self._settings.data_dir / "backup-lock")
        try:
            with lock.acquire(timeout=0):
                yield
        except Timeout as error:
            raise BackupError("another backup is being made: wait until it is done") from error
