"""Readings as text, a day (UTC) at a time: the same for every store, so that a copy can be compared with it and moved to another."""

import csv
from collections.abc import Iterator, Sequence
from io import StringIO

from domain.duration import DAY
from domain.reading import YEAR_2000, Reading, TimeSource
from storage.readings.protocol import Readings
from storage.readings.stream import PAGE

_KEY = ["device", "time", "time_source"]
_YEAR, _MONTH = 365 * DAY, 30 * DAY  # only so that days without readings are passed over many at a time


def days(readings: Readings, until: int) -> Iterator[tuple[int, Iterator[bytes]]]:
    """Yield the start of each day until `until` (ms UTC) that has readings, with its blocks of text, which are read as they are taken.

    Raises StoreAwayError, StoreRefusesError.
    """
    for year in _spans(YEAR_2000, until - until % DAY + DAY, _YEAR):
        for month in _spans(*year, _MONTH) if readings.devices(*year) else ():
            devices = readings.devices(*month)
            for start, end in _spans(*month, DAY) if devices else ():
                if readings.read(devices, start, end, limit=1):
                    yield start, _blocks(readings, devices, start)


def block(readings: Sequence[Reading]) -> bytes:
    """Return readings as CSV under a header that names what was measured, ended by an empty line."""
    names = sorted(set[str]().union(*(reading.values for reading in readings)))
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*_KEY, *names])
    writer.writerows([reading.device_id, reading.time, reading.time_source.value, *map(reading.values.get, names)] for reading in readings)
    return text.getvalue().encode() + b"\n"


def parse(text: bytes) -> Iterator[list[Reading]]:
    """Yield the readings of each block."""
    names, readings = list[str](), list[Reading]()
    for row in csv.reader(StringIO(text.decode(), newline="")):
        if not row:
            yield readings
            names, readings = [], []
        elif not names:
            names = row[len(_KEY) :]
        else:
            values = {name: float(cell) for name, cell in zip(names, row[len(_KEY) :], strict=True) if cell}
            readings.append(Reading(row[0], int(row[1]), values, TimeSource(row[2])))


def _blocks(readings: Readings, devices: Sequence[str], start: int) -> Iterator[bytes]:
    page = readings.read(devices, start, start + DAY, limit=PAGE)
    while page:
        yield block(page)
        after = (page[-1].device_id, page[-1].time)
        page = readings.read(devices, start, start + DAY, after=after, limit=PAGE) if len(page) == PAGE else []


def _spans(start: int, end: int, length: int) -> list[tuple[int, int]]:
    return [(begin, min(begin + length, end)) for begin in range(start, end, length)]
