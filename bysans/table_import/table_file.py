"""Reads a table from CSV as spreadsheets write it, or from XLSX."""

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

Cell = str | int | float | datetime | None
_MOST_BYTES = 50_000_000


class TableError(Exception):
    """The table cannot be used: each line of the message names row and column, and what is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its columns, and its rows with the number that a spreadsheet shows beside each."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]


def read_table_file(path: Path) -> TableFile:
    """Read the file; empty rows are passed over. Raises TableError."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise TableError(f"{path}: has more than {_MOST_BYTES / 1e6:.0f} MB; part it")
        numbered = list(_xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path.read_bytes()))
    except (OSError, csv.Error, zipfile.BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        raise TableError(f"{path}: cannot be read as {path.suffix.lstrip('.').upper() or 'CSV'}: {error}") from error
    full = [(number, cells) for number, cells in numbered if any(cell not in (None, "") for cell in cells)]
    if len(full) < 2:
        raise TableError(f"{path}: has no rows below a line of column names")
    columns = [str(cell or "").strip() for cell in full[0][1]]
    if twice := sorted({name for name in columns if name and columns.count(name) > 1}):
        raise TableError(f"{path}: has several columns of the name {', '.join(twice)}")
    return TableFile(columns=columns, rows=full[1:])


def _csv(data: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield rows; UTF-8 or else Windows-1252 (of which Latin-1 is part), parted by what the first line has most of."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    for cells in reader:
        yield reader.line_num, [cell.strip() for cell in cells]


def _xlsx(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of the first sheet, formulas by the values last worked out."""
    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    finally:
        book.close()
