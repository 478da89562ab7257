"""Moves old months from the store into the archive, thins old files, and removes the oldest: by rule, and safe at any moment's death."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, zip_longest
from pathlib import Path

from domain.duration import HOUR
from domain.reading import YEAR_2000, Reading
from storage.folder_sync import sync_folder
from storage.readings.archive import parquet_file
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.archive.month import Month, months_in
from storage.readings.protocol import Readings
from storage.readings.stream import PAGE

_UNFINISHED = ".unfinished-"
FIRST_TIME, LAST_TIME = -(10**15), 10**15  # ms UTC, of whatever a file holds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """When a month that has ended so many months ago is archived, thinned to a reading an hour of a device, and deleted; None is never."""

    archive_after: int
    thin_after: int | None = None
    delete_after: int | None = None


class ArchiveError(Exception):
    """A file of the archive is not what was written; nothing was deleted."""


class Archiver:
    """One step at a time; `said` is told each: what was done, and of which file.

    Every method raises ArchiveError, StoreAwayError, StoreRefusesError, OSError; then nothing is lost, and the step is due again.
    """

    def __init__(self, readings: ArchivedReadings, rules: Rules, said: Callable[[str, str, int], None]) -> None:
        self._readings = readings
        self._rules = rules
        self._said = said

    def run(self, now: int) -> None:
        """Do all that is due at `now` (ms UTC)."""
        self._remove_unfinished()
        this_month = Month.of(now)
        self._delete(this_month)
        for month in self._due(this_month):
            self._archive(month)
        if self._rules.thin_after is not None:
            for month in months_in(self._readings.folder):
                if month.plus(self._rules.thin_after) < this_month and not (self._readings.folder / _thinned(month)).exists():
                    self._thin(month)

    def _due(self, this_month: Month) -> Iterator[Month]:
        """Yield the months of which the store still has readings, oldest first."""
        month, last = Month.of(YEAR_2000), this_month.plus(-self._rules.archive_after - 1)
        if not self._readings.store.devices(month.start, last.end):
            return
        while month <= last:
            if self._readings.store.devices(month.start, month.end):
                yield month
            month = month.plus(1)

    def _archive(self, month: Month) -> None:
        """Write the month's file from store and archive, compare it with both, and only then delete it from the store."""
        with self._readings.gate.closed(month.start, month.end):
            count = self._write(month, lambda: _pages(self._readings, month))
            self._readings.store.delete(month.start, month.end)
        self._said("archived", month.file_name, count)

    def _thin(self, month: Month) -> None:
        """Keep a device's first reading of each hour. Hourly means and what follows from them stand in the state, and stay."""
        count = self._write(month, lambda: _first_of_hours(_pages(self._readings, month)))
        (self._readings.folder / _thinned(month)).touch()
        sync_folder(self._readings.folder)
        self._said("thinned", month.file_name, count)

    def _delete(self, this_month: Month) -> None:
        if self._rules.delete_after is None:
            return
        oldest = this_month.plus(-self._rules.delete_after)
        if self._readings.store.devices(YEAR_2000, oldest.start):
            self._readings.store.delete(YEAR_2000, oldest.start)
        for month in months_in(self._readings.folder):
            if month < oldest:
                (self._readings.folder / month.file_name).unlink()
                (self._readings.folder / _thinned(month)).unlink(missing_ok=True)
                self._said("deleted", month.file_name, 0)

    def _write(self, month: Month, pages: Callable[[], Iterator[list[Reading]]]) -> int:
        """Write a month's file whole: beside, synced, compared reading by reading, then renamed. Return its readings.

        A month is more than fits into memory, so `pages` is read three times.
        """
        folder = self._readings.folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        names = sorted({name for page in pages() for reading in page for name in reading.values})
        unfinished = folder / f"{_UNFINISHED}{month.file_name}"
        count = parquet_file.write(unfinished, pages(), names)
        _compare(unfinished, pages())
        unfinished.chmod(0o600)
        unfinished.replace(folder / month.file_name)
        sync_folder(folder)
        return count

    def _remove_unfinished(self) -> None:
        if self._readings.folder.is_dir():
            for file in self._readings.folder.glob(f"{_UNFINISHED}*"):
                file.unlink()


def _pages(readings: Readings, month: Month) -> Iterator[list[Reading]]:
    devices, after = readings.devices(month.start, month.end), None
    while devices and (page := readings.read(devices, month.start, month.end, after=after, limit=PAGE)):
        yield page
        after = (page[-1].device_id, page[-1].time)


def _first_of_hours(pages: Iterator[list[Reading]]) -> Iterator[list[Reading]]:
    readings = (reading for page in pages for reading in page)
    firsts = (next(group) for _, group in groupby(readings, key=lambda reading: (reading.device_id, reading.time // HOUR)))
    while page := list(islice(firsts, PAGE)):
        yield page


def _compare(file: Path, pages: Iterator[Sequence[Reading]]) -> None:
    """Raise ArchiveError where the file does not give back every reading."""
    for device, readings in groupby((reading for page in pages for reading in page), key=lambda reading: reading.device_id):
        written = parquet_file.read(file, device, FIRST_TIME, LAST_TIME)
        for expected, found in zip_longest(readings, written):
            if expected != found:
                raise ArchiveError(f"{file} does not give back what was written of {device}: check the disk; the store still has it")


def _thinned(month: Month) -> str:
    return f"{month.file_name}.thinned"
