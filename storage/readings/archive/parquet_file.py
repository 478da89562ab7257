"""One month of readings as a Parquet file: a row a device and time, sorted, a column a parameter; any tool that knows Parquet reads it."""

import os
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from domain.reading import Reading, TimeSource

_GROUP_ROWS = 20_000  # read together, to find one device's
_KEY = ("device", "time", "time_source")


def write(file: Path, pages: Iterable[Sequence[Reading]], parameters: Sequence[str]) -> int:
    """Write pages of readings, sorted by device, then time, synced to disk; return how many. `parameters`: all that have values.

    Raises OSError.
    """
    text = pa.dictionary(pa.int32(), pa.string())
    fields = [
        ("device", text),
        ("time", pa.timestamp("ms", tz="UTC")),
        ("time_source", text),
        *((name, pa.float64()) for name in parameters),
    ]
    schema, count = pa.schema(fields), 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for page in pages:
            writer.write_table(_table(page, schema, parameters), row_group_size=_GROUP_ROWS)
            count += len(page)
    with file.open("rb+") as written:
        os.fsync(written.fileno())
    return count


def read(file: Path, device: str, start: int, end: int) -> Iterator[Reading]:
    """Yield a device's readings with start <= time < end (ms UTC), in order of time. Raises OSError, ValueError for a damaged file."""
    key = (file, file.stat().st_mtime_ns)
    for number, (first, last) in enumerate(_groups(*key)):
        if first <= device <= last:
            yield from _readings(_between(_group(*key, number), device, start, end))


def devices(file: Path) -> frozenset[str]:
    """Return the ids of the devices in a file. Raises OSError, ValueError."""
    return _devices(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _devices(file: Path, _version: int) -> frozenset[str]:
    return frozenset(pq.read_table(file, columns=["device"]).column("device").unique().to_pylist())


@lru_cache(maxsize=256)
def _groups(file: Path, _version: int) -> list[tuple[str, str]]:
    """Return the first and the last device of each row group."""
    about = pq.read_metadata(file)
    groups = (about.row_group(number).column(0).statistics for number in range(about.num_row_groups))
    return [(group.min, group.max) for group in groups]


@lru_cache(maxsize=4)
def _group(file: Path, _version: int, number: int) -> pa.Table:
    """Return a row group as columns; of its rows only those that are asked for become readings, which cost a hundred times as much."""
    with pq.ParquetFile(file) as opened:
        table = opened.read_row_group(number)
    for name, type_ in (("device", pa.string()), ("time", pa.int64())):
        table = table.set_column(table.column_names.index(name), name, table.column(name).cast(type_))
    return table


def _between(table: pa.Table, device: str, start: int, end: int) -> pa.Table:
    time = table.column("time")
    is_within = pc.and_(pc.greater_equal(time, start), pc.less(time, end))
    return table.filter(pc.and_(pc.equal(table.column("device"), device), is_within))


def _readings(table: pa.Table) -> Iterator[Reading]:
    names = [name for name in table.column_names if name not in _KEY]
    keys = (table.column(name).to_pylist() for name in _KEY)
    columns = [table.column(name).to_pylist() for name in names]
    rows = zip(*columns, strict=True) if columns else ((),) * table.num_rows
    for device, time, source, row in zip(*keys, rows, strict=True):
        values = {name: value for name, value in zip(names, row, strict=True) if value is not None}
        yield Reading(device, time, values, TimeSource(source))


def _table(page: Sequence[Reading], schema: pa.Schema, parameters: Sequence[str]) -> pa.Table:
    columns: list[Sequence[object]] = [
        [reading.device_id for reading in page],
        [reading.time for reading in page],
        [reading.time_source.value for reading in page],
        *([reading.values.get(name) for reading in page] for name in parameters),
    ]
    arrays = [pa.array(column, type=field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.Table.from_arrays(arrays, schema=schema)
