"""Ingest's archiving: once a day old months of readings leave the store, by the rules that the settings name."""

import threading
from collections.abc import Callable

import structlog

from config.sections.archive_settings import Archive
from domain.duration import DAY, MINUTE
from ingest.health import Health
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.archive.archiver import ArchiveError, Archiver, Rules
from storage.readings.protocol import StoreAwayError, StoreRefusesError

_LOOK_S = 60.0
_RETRY = 30 * MINUTE
_log = structlog.get_logger("ingest")


class Archiving:
    """Runs the archiver beside a reading's way; what fails is reported to `health` and tried again."""

    def __init__(self, readings: ArchivedReadings, settings: Archive, health: Health, clock: Callable[[], int]) -> None:
        assert settings.after_months is not None  # noqa: S101 - else nobody archives
        rules = Rules(archive_after=settings.after_months, thin_after=settings.thin_after_months, delete_after=settings.delete_after_months)
        self._archiver = Archiver(readings, rules, _say)
        self._health = health
        self._clock = clock
        self._due = 0

    def run(self, stop: threading.Event) -> None:
        """Work until `stop`."""
        while not stop.wait(_LOOK_S):
            self.step()

    def step(self) -> None:
        """Archive if it is due."""
        now = self._clock()
        if now < self._due:
            return
        try:
            self._archiver.run(now)
        except (ArchiveError, StoreAwayError, StoreRefusesError, OSError) as error:
            self._health.failed("archive", f"old readings are not archived: {error}. They stay where they are")
            self._due = now + _RETRY
        else:
            self._health.ok("archive")
            self._due = now + DAY


def _say(done: str, file: str, readings: int) -> None:
    _log.info(f"a month of readings was {done}", file=file, readings=readings)
