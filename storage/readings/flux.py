"""Asks InfluxDB for a page of readings in Flux, and reads its answer."""

import csv
import re
from collections.abc import Iterator, Sequence
from io import StringIO

from domain import rfc3339
from domain.reading import Reading, TimeSource
from storage.readings.line_protocol import DEVICE_TAG, MEASUREMENT, TIME_SOURCE_FIELD
from storage.readings.protocol import StoreAwayError

# InfluxDB keeps nanoseconds in 64 bits: years 1677 to 2262, here in milliseconds.
EARLIEST, LATEST = -9_223_372_036_854, 9_223_372_036_854
NANOSECONDS = 1_000_000  # in a millisecond

_NOT_PARAMETERS = frozenset({"", "result", "table", "_time", DEVICE_TAG, TIME_SOURCE_FIELD})
# Flux's own check of a pattern refuses a backslash before any other character.
_special = re.compile(r"([\\.+*?()|\[\]{}^$/])")


def text(value: str) -> str:
    """Return a string literal of Flux: nothing in `value` can end it or be interpolated."""
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("${", "\\${").replace("\n", "\\n").replace("\r", "\\r")
    return f'"{escaped}"'


def any_of(values: Sequence[str]) -> str:
    """Return a regular expression of Flux that matches exactly the values.

    InfluxDB answers it from its index; a chain of `or` is too deep from some hundred on, and `contains` reads every series.
    """
    literal = (_special.sub(r"\\\1", value) for value in values)
    return f"/^({'|'.join(literal)})$/"


def page(bucket: str, devices: Sequence[str], start: int, end: int, limit: int) -> str:
    """Return the query for the first `limit` readings of each device with start <= time < end (ms UTC).

    The first limit cuts every field's series before they are joined, so that no page costs more than it can hold: the
    `limit` first times of a device are always among the `limit` first of its fields.
    """
    return f"""
from(bucket: {text(bucket)})
  |> range(start: {_time(start)}, stop: {_time(end)})
  |> filter(fn: (r) => r._measurement == {text(MEASUREMENT)} and r.{DEVICE_TAG} =~ {any_of(devices)})
  |> limit(n: {limit})
  |> pivot(rowKey: ["_time"], columnKey: ["_field"], valueColumn: "_value")
  |> sort(columns: ["_time"])
  |> limit(n: {limit})
  |> drop(columns: ["_start", "_stop", "_measurement"])
"""


def devices(bucket: str, start: int, end: int) -> str:
    """Return the query for the devices that have readings with start <= time < end (ms UTC).

    Not from the index of tags alone: that knows whole days.
    """
    return f"""
from(bucket: {text(bucket)})
  |> range(start: {_time(start)}, stop: {_time(end)})
  |> filter(fn: (r) => r._measurement == {text(MEASUREMENT)})
  |> first()
  |> keep(columns: [{text(DEVICE_TAG)}])
  |> group()
  |> distinct(column: {text(DEVICE_TAG)})
"""


def values(answer: str) -> list[str]:
    """Return the values of an answer that has one column of its own. Raises StoreAwayError."""
    rows = [row for row in csv.reader(StringIO(answer, newline="")) if row]
    if not rows:
        return []
    header, *rest = rows
    if "_value" not in header:
        raise StoreAwayError(f"InfluxDB broke off its answer to a query: {' '.join(header).strip()}")
    return [row[header.index("_value")] for row in rest if row != header]


def readings(answer: str) -> Iterator[Reading]:
    """Read an answer in CSV without annotations: tables parted by empty lines, each with its own header.

    Raises StoreAwayError for an error that came after the answer had begun.
    """
    header: list[str] = []
    for row in csv.reader(StringIO(answer, newline="")):
        if not row:
            header = []
        elif not header:
            header = row
        elif "_time" in header:
            yield _reading(dict(zip(header, row, strict=True)))
        else:
            raise StoreAwayError(f"InfluxDB broke off its answer to a query: {' '.join(row).strip()}")


def _reading(cells: dict[str, str]) -> Reading:
    values = {column: float(cell) for column, cell in cells.items() if cell and column not in _NOT_PARAMETERS}
    time = rfc3339.read(cells["_time"])
    return Reading(cells[DEVICE_TAG], time, values, TimeSource(cells.get(TIME_SOURCE_FIELD) or TimeSource.DEVICE))


def _time(milliseconds: int) -> str:
    return f"time(v: {min(max(milliseconds, EARLIEST), LATEST) * NANOSECONDS})"
