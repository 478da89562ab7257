"""How a reading stands in a relational store: one wide row a device and time, a column a parameter."""

import re
from collections.abc import Iterator, Sequence
from itertools import compress
from operator import not_

from domain.columns import ReadingColumns
from domain.reading import Reading, TimeSource
from storage.readings.protocol import Refusal
from storage.readings.storable import storable

KEY_COLUMNS = ("device", "time", "time_source")
_is_name = re.compile(r"[a-z][a-z0-9_]{0,62}").fullmatch


def checked(parameters: Sequence[str]) -> tuple[str, ...]:
    """Return the parameters as names of columns; ValueError for one that can't be."""
    for name in parameters:
        if not _is_name(name) or name in KEY_COLUMNS:
            raise ValueError(f"parameter {name!r} can't be a column of readings: use a–z, 0–9 and _, and none of {', '.join(KEY_COLUMNS)}")
    return tuple(parameters)


def fitting(readings: ReadingColumns, parameters: frozenset[str]) -> tuple[ReadingColumns, list[Refusal]]:
    """Part the readings, in order, into those that rows with these parameters can hold and those that are refused."""
    good, refused = storable(readings)
    has_column = [parameters.issuperset(values) for values in good.values]
    if all(has_column):
        return good, refused
    refused += [Refusal(reading, _no_column(reading, parameters)) for reading in compress(good, map(not_, has_column))]
    return good.only(has_column), refused


def source_cell(source: TimeSource) -> str | None:
    """Return what stands in the column of the time source: NULL where it is the device's own clock, as nearly always."""
    return None if source is TimeSource.DEVICE else source.value


def reading(device: str, parameters: Sequence[str], row: Sequence[object]) -> Reading:
    """Return a row (time, time source and the parameters' values) as a reading."""
    time, source, *values = row
    measured = {name: value for name, value in zip(parameters, values, strict=True) if value is not None}
    return Reading(device, time, measured, TimeSource.DEVICE if source is None else TimeSource(source))  # type: ignore[arg-type]


def starts(devices: Sequence[str], start: int, after: tuple[str, int] | None) -> Iterator[tuple[str, int]]:
    """Give each device that the page may hold, in order, with the first time (ms UTC) wanted of it."""
    last, time = after or ("", start - 1)
    for device in sorted(set(devices)):
        if device >= last:
            yield device, max(start, time + 1) if device == last else start


def _no_column(reading_: Reading, parameters: frozenset[str]) -> str:
    names = ", ".join(sorted(set(reading_.values) - parameters))
    return f"the store has no column for {names}; start the service with a catalogue that names it"
