"""Reads a table from CSV as spreadsheets write it, or from XLSX."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from api.table_import.problems import TableError

Cell = str | int | float | datetime | None
MOST_ROWS = 20_000
_MOST_COLUMNS = 500
_MOST_UNPACKED = 100_000_000  # bytes; a workbook of 20,000 rows and 50 columns has some 60 MB
# What a damaged workbook makes of openpyxl and zipfile: parts that are missing, of another kind, encrypted, or no XML.
_UNREADABLE = (
    csv.Error, zlib.error, InvalidFileException, ParseError, EOFError,
    LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its columns, and its rows with the number that a spreadsheet shows beside each."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]


def read_table(content: bytes, name: str, *, most_rows: int = MOST_ROWS) -> TableFile:
    """Read a file's content, XLSX by its `name` and CSV otherwise; empty rows are passed over. Raises TableError."""
    is_xlsx = name.lower().endswith(".xlsx")
    try:
        full = list(_full(_xlsx(content, name) if is_xlsx else _csv(content), name, most_rows))
    except zipfile.BadZipFile as error:
        raise TableError(
            "unreadable", f"{name}: cannot be read as XLSX: it is no workbook, or damaged; save it again as XLSX or CSV"
        ) from error
    except _UNREADABLE as error:
        kind = "XLSX" if is_xlsx else "CSV"
        raise TableError("unreadable", f"{name}: cannot be read as {kind}: {error}") from error
    if len(full) < 2:
        raise TableError("empty", f"{name}: has no rows below a line of column names")
    columns = [str(cell or "").strip() for cell in full[0][1]]
    if twice := sorted({column for column in columns if column and columns.count(column) > 1}):
        raise TableError("twice", f"{name}: has several columns of the name {', '.join(twice)}", ", ".join(twice))
    return TableFile(columns=columns, rows=full[1:])


def _full(numbered: Iterator[tuple[int, Sequence[Cell]]], name: str, most_rows: int) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows that are not empty. Raises TableError for too many of them, or too many columns."""
    count = 0
    for number, cells in numbered:
        if len(cells) > _MOST_COLUMNS:
            raise TableError("wide", f"{name}: has {len(cells)} columns, {_MOST_COLUMNS} are read: take away those that are not needed")
        if not any(cell not in (None, "") for cell in cells):
            continue
        count += 1
        if count > most_rows + 1:
            raise TableError("long", f"{name}: has more than {most_rows} rows; part it")
        yield number, cells


def _csv(content: bytes) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield rows; UTF-8 or else Windows-1252 (of which Latin-1 is part), parted by what the first line has most of."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first.count), strict=True)
    for cells in reader:
        yield reader.line_num, [cell.strip() for cell in cells]


def _xlsx(content: bytes, name: str) -> Iterator[tuple[int, Sequence[Cell]]]:
    """Yield the rows of the first sheet, formulas by the values last worked out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(info.file_size for info in archive.infolist()) > _MOST_UNPACKED:
            raise TableError("large", f"{name}: unpacks to more than {_MOST_UNPACKED / 1e6:.0f} MB; part it")
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        for number, cells in enumerate(book.worksheets[0].iter_rows(values_only=True), 1):
            yield number, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
    finally:
        book.close()
