"""Read the readings of a CSV file, and list the cells that cannot be used with the reason."""

import csv
import gzip
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import groupby
from math import isfinite
from pathlib import Path
from typing import TextIO

from domain.device import is_id
from simulators.csv_replay.csv_map import CsvMap, choose_map, parameters, split_factor
from simulators.csv_replay.csv_time import AmbiguousDateError, read_time

EMPTY = frozenset(("", "na", "n/a", "nan", "null", "none", "-"))
_EXAMPLES = 5
_DECIMALS = 6  # a factor leaves no 18.400000000000002 behind


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvReading:
    """One reading of a file: `time` in ms UTC, `values` in the contract's units; `row`: the cells it came from."""

    time: int
    device: str
    values: Mapping[str, float]
    row: Mapping[str, str]


@dataclass(slots=True, kw_only=True)
class CsvContent:
    """What a file holds, in order of time.

    `unused`: columns that are not read. `lines`: how many stand below the header. `skipped`: cells or rows that say nothing usable.
    """

    path: Path
    map: CsvMap
    unused: Sequence[str]
    readings: list[CsvReading] = field(default_factory=list)
    lines: int = 0
    skipped: int = 0
    examples: list[str] = field(default_factory=list)

    def skip(self, line: int, why: str) -> None:
        """Note what is left out, with its line."""
        self.skipped += 1
        if len(self.examples) < _EXAMPLES:
            self.examples.append(f"{self.path}, line {line}: {why}")


def read_csv(path: Path, choices: Sequence[str], device: str | None = None) -> CsvContent:
    """Read `path` (also .gz) by the map of `choices`; `device`: whose it is when no column says. Raises ValueError, ConfigError.

    Comma or semicolon, whichever the header has more of; with semicolons a comma may be the decimal point.
    """
    try:
        with _opened(path) as file:
            delimiter = _delimiter(file)
            rows = csv.DictReader(file, delimiter=delimiter)
            header = list(rows.fieldnames or ())
            chosen = choose_map(choices, header)
            content = CsvContent(path=path, map=chosen, unused=[name for name in header if name not in chosen.columns()])
            own = device or id_of(chosen.prefix + path.name.split(".")[0])
            readings = [reading for row in rows for reading in _readings(content, rows.line_num, row, own, delimiter == ";")]
            content.lines = rows.line_num - 1
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise ValueError(f"{path} cannot be read as CSV in UTF-8 ({error}); name a readable file, plain or .gz") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}") from error
    content.readings = list(_merged(sorted(readings, key=lambda reading: (reading.time, reading.device))))
    return content


def id_of(text: str) -> str:
    """Return `text` as an id: small letters, and a hyphen for what no id may have."""
    return re.sub(r"[^a-z0-9_.:-]+", "-", text.lower()).strip("-")[:64]


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8-sig", newline="") as file:
        yield file


def _delimiter(file: TextIO) -> str:
    header = file.readline()
    file.seek(0)
    return ";" if header.count(";") > header.count(",") else ","


def _readings(content: CsvContent, line: int, row: dict[str, str], own: str, comma: bool) -> Iterator[CsvReading]:
    chosen = content.map
    cells = {column: cell.strip() for column, cell in row.items() if isinstance(column, str) and isinstance(cell, str)}
    device = own if chosen.device is None else chosen.prefix + cells.get(chosen.device, "")
    if not is_id(device):
        content.skip(line, f"{device!r} is no device's id")
        return
    try:
        time = _time(cells, chosen) - chosen.behind_s * 1000
    except AmbiguousDateError as error:
        raise ValueError(f"line {line}: {error}") from error
    except ValueError as error:
        content.skip(line, str(error))
        return
    for after_s, values in _values(content, line, cells, comma):
        if values:
            yield CsvReading(time=time + after_s * 1000, device=device, values=values, row=cells)


def _time(cells: Mapping[str, str], chosen: CsvMap) -> int:
    """Return when a row was measured (ms UTC). Raises ValueError, also where one of several columns is empty."""
    parts = [cells.get(column, "") for column in chosen.time]
    if empty := [column for column, part in zip(chosen.time, parts, strict=True) if part.lower() in EMPTY]:
        raise ValueError(f"{empty[0]} is empty, so nothing says when it was measured")
    return read_time(" ".join(parts), chosen.zone, chosen.dates)


def _values(content: CsvContent, line: int, cells: Mapping[str, str], comma: bool) -> Iterator[tuple[int, dict[str, float]]]:
    """Yield each reading of a row: seconds after the row's time, and values by parameter; empty cells are real gaps."""
    chosen = content.map
    sought = [(reading.after_s, {name: split_factor(text) for name, text in reading.values.items()}) for reading in chosen.reading]
    if chosen.parameter and chosen.value:
        name = cells.get(chosen.parameter, "")
        if name not in parameters():
            content.skip(line, f"{name!r} is no parameter")
            return
        sought = [(0, {name: (chosen.value, 1.0)})]
    for after_s, columns in sought:
        values = {}
        for name, (column, factor) in columns.items():
            cell = cells.get(column, "")
            if cell.lower() in EMPTY:
                continue
            try:
                values[name] = _number(cell.replace(",", ".") if comma else cell, factor)
            except ValueError:
                content.skip(line, f"{column} is {cell!r}, not a number")
        yield after_s, values


def _number(cell: str, factor: float) -> float:
    """Return the value of a cell. Raises ValueError."""
    value = float(cell)
    if not isfinite(value):
        raise ValueError(cell)
    return value if factor == 1 else round(value * factor, _DECIMALS)


def _merged(readings: Iterator[CsvReading] | Sequence[CsvReading]) -> Iterator[CsvReading]:
    """Yield rows of one device and time as one reading, unless they say two values for the same."""
    for _, group in groupby(readings, key=lambda reading: (reading.time, reading.device)):
        same = list(group)
        names = [name for reading in same for name in reading.values]
        if len(names) != len(set(names)):
            yield from same
            continue
        values = {name: value for reading in same for name, value in reading.values.items()}
        yield CsvReading(time=same[0].time, device=same[0].device, values=values, row=same[0].row)
