"""Readings of a store and of the archive beside it, as one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from heapq import merge
from itertools import groupby, islice
from pathlib import Path

from domain.columns import ReadingColumns
from domain.reading import Reading, TimeSource
from storage.readings import wide_row
from storage.readings.archive.gate import Gate
from storage.readings.archive.month import Month, months_in
from storage.readings.protocol import Readings, Refusal, StoreRefusesError


class ArchivedReadings:
    """Readings (the Protocol) in `store`, and those of old months in the files of `folder`; what the store has of a month wins.

    Writes go to the store. Nothing is imported or read for times that have no file.
    """

    def __init__(self, store: Readings, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.gate = Gate()  # closed for a month that leaves the store: what is written into it meanwhile would leave too

    def write(self, readings: Sequence[Reading]) -> list[Refusal]:
        """Store all but what is returned; see the Protocol."""
        columns = ReadingColumns.of(readings)
        with self.gate.passing(columns.times):
            return self.store.write(columns)

    def read(
        self, devices: Sequence[str], start: int, end: int, *, after: tuple[str, int] | None = None, limit: int = 5000
    ) -> list[Reading]:
        """Return one page, ordered by device, then time; see the Protocol."""
        page = self.store.read(devices, start, end, after=after, limit=limit)
        months = self._months(start, end)  # after the store: what has left it meanwhile has its file by now
        if not months:
            return page
        with self._telling():
            archived = self._archived(months, list(wide_row.starts(devices, start, after)), end)
            both = merge(archived, page, key=_key)
            return [_merged(list(group)) for _, group in islice(groupby(both, key=_key), limit)]

    def devices(self, start: int, end: int) -> list[str]:
        """Return the devices that have readings with start <= time < end (ms UTC), in order; see the Protocol."""
        devices = set(self.store.devices(start, end))
        months = self._months(start, end)
        if months:
            from storage.readings.archive import parquet_file  # noqa: PLC0415 - its library need not be installed

            with self._telling():
                for month in months:
                    others = parquet_file.devices(self.folder / month.file_name) - devices
                    is_whole = start <= month.start and month.end <= end
                    devices |= {device for device in others if is_whole or self._has(month, device, start, end)}
        return sorted(devices)

    def delete(self, start: int, end: int) -> None:
        """Delete from the store; see the Protocol."""
        self.store.delete(start, end)

    def check(self) -> None:
        """Prove that the store can be written and read, and the archive read; see the Protocol."""
        self.store.check()
        if months := months_in(self.folder):
            with self._telling():
                next(self._archived(months[-1:], [("check", 0)], months[-1].end), None)

    def close(self) -> None:
        """Close the store; see the Protocol."""
        self.store.close()

    def _months(self, start: int, end: int) -> list[Month]:
        with self._telling():
            return [month for month in months_in(self.folder) if month.start < end and start < month.end]

    def _has(self, month: Month, device: str, start: int, end: int) -> bool:
        return next(self._archived([month], [(device, start)], end), None) is not None

    def _archived(self, months: Sequence[Month], firsts: Sequence[tuple[str, int]], end: int) -> Iterator[Reading]:
        """Yield the archive's readings, each device's from its first time on."""
        from storage.readings.archive import parquet_file  # noqa: PLC0415

        for device, first in firsts:
            for month in months:
                yield from parquet_file.read(self.folder / month.file_name, device, first, end)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Let what is wrong with the archive be a refusal that says what to do."""
        try:
            yield
        except ImportError as error:
            raise StoreRefusesError(
                f"{self.folder} holds archived months, and the library that reads Parquet is not installed: pip install '.[archive]'"
            ) from error
        except (OSError, ValueError) as error:  # pyarrow's own errors are ValueErrors
            raise StoreRefusesError(f"the archive in {self.folder} cannot be read ({error}): bring its file back from a backup") from error


def _key(reading: Reading) -> tuple[str, int]:
    return reading.device_id, reading.time


def _merged(readings: Sequence[Reading]) -> Reading:
    """Return one reading of a device and time: the archive's, then the store's, which came later."""
    if len(readings) == 1:
        return readings[0]
    archived, stored = readings
    source = archived.time_source if stored.time_source is TimeSource.DEVICE else stored.time_source
    return Reading(stored.device_id, stored.time, {**archived.values, **stored.values}, source)
