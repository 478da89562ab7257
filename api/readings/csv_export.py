"""Streams readings as CSV, one page of the store at a time, so that a year is never held in memory."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from itertools import chain, islice

from api.readings.query import Scan, Selection, scans
from api.web.services import Services
from domain import rfc3339
from domain.spreadsheet import harmless_row

MEDIA_TYPE = "text/csv"
HEADER = ("device_id", "parameter", "time", "value", "unit", "flag")
_READINGS = 2000  # read at a time


def rows(services: Services, selection: Selection, limit: int | None) -> Iterator[bytes]:
    """Return the file's pieces, at most `limit` rows or all.

    The first look into the store is taken at once, so that one that is away becomes an error and not half a file.
    Raises StoreAwayError, StoreRefusesError; later ones break the connection, which tells the reader that there was more.
    """
    scanned = scans(services, selection, _READINGS)
    first = list(islice(scanned, 1))
    return _pieces(chain(first, scanned), limit)


def _pieces(scanned: Iterable[Scan], limit: int | None) -> Iterator[bytes]:
    yield _lines([HEADER])
    left = limit
    for scan in scanned:
        values = [value for _, value in scan.values[:left]]
        yield _lines((v.device_id, v.parameter, rfc3339.write(v.time), v.value, v.unit, v.flag) for v in values)
        if left is not None:
            left -= len(values)
            if left == 0:
                return


def _lines(cells: Iterable[Sequence[object]]) -> bytes:
    text = StringIO()
    csv.writer(text).writerows(map(harmless_row, cells))
    return text.getvalue().encode()
