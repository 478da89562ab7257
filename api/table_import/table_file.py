"""Reads a table from CSV as spreadsheets write it, or from XLSX."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from xml.etree.ElementTree import ParseError

import openpyxl
from openpyxl.utils.exceptions import InvalidFileException

from api.table_import.columns import REGISTRY_SPELLINGS
from api.table_import.csv_text import csv_rows
from api.table_import.header_row import LOOKED_AT, header_at, names_in
from api.table_import.problems import TableError

Cell = str | int | float | datetime | None
Rows = Iterator[tuple[int, Sequence[Cell]]]
MOST_ROWS = 20_000
MOST_UNPACKED = 100_000_000  # bytes; a workbook of 20,000 rows and 50 columns has some 60 MB
_MOST_COLUMNS = 500
_OLD_EXCEL, _ZIP = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"PK\x03\x04"  # how files of a kind begin, whatever they are called
# What a damaged workbook makes of openpyxl and zipfile: parts that are missing, of another kind, encrypted, or no XML.
_UNREADABLE = (
    csv.Error, zlib.error, InvalidFileException, ParseError, EOFError,
    LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a table is read: more rows, or more bytes of an unpacked workbook, are refused; `only`: the rest is left unread.

    `kept`: of these the bytes that stand beside its sheets, such as the texts that they share: all of them are in memory at once.
    """

    rows: int = MOST_ROWS
    unpacked: int = MOST_UNPACKED
    kept: int = MOST_UNPACKED
    only: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its columns, and its rows with the number that a spreadsheet shows beside each."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]


def read_table(content: bytes, name: str, *, limits: Limits | None = None, spellings: Collection[str] | None = None) -> TableFile:
    """Read a file's content, XLSX by its `name` or first bytes, else CSV; titles above the columns' names and empty rows are passed over.

    `spellings`: the names of columns that we know, by which the line of names is found, and default the registry's, of which none may
    stand there twice; of others the later ones are numbered. Raises TableError.
    """
    known = REGISTRY_SPELLINGS if spellings is None else frozenset(spellings)
    full = _all_rows(content, name, limits or Limits(), known)
    at = header_at([cells for _, cells in full], known) if full else 0
    if len(full) < at + 2:
        raise TableError("empty", f"{name}: has no rows below a line of column names")
    columns = [str("" if cell is None else cell).strip() for cell in full[at][1]]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice and spellings is None:
        raise TableError("twice", f"{name}: has several columns of the name {', '.join(twice)}", ", ".join(twice))
    return TableFile(columns=_numbered(columns), rows=full[at + 1 :])


def _numbered(columns: Sequence[str]) -> Sequence[str]:
    """Return the names, the second of one name as `name (2)`."""
    before = [columns[:at].count(column) if column else 0 for at, column in enumerate(columns)]
    return [f"{column} ({count + 1})" if count else column for column, count in zip(columns, before, strict=True)]


def _all_rows(content: bytes, name: str, limits: Limits, spellings: frozenset[str]) -> list[tuple[int, Sequence[Cell]]]:
    if content.startswith(_OLD_EXCEL):
        raise TableError("old_excel", f"{name}: is an old Excel file, or has a password; save it again as XLSX or CSV without one")
    is_xlsx = name.lower().endswith(".xlsx") or content.startswith(_ZIP)
    try:
        with _xlsx(content, name, limits, spellings) if is_xlsx else _csv(content) as rows:
            return list(islice(_full(rows, name, limits.rows), limits.only))
    except zipfile.BadZipFile as error:
        raise TableError(
            "unreadable", f"{name}: cannot be read as XLSX: it is no workbook, or damaged; save it again as XLSX or CSV"
        ) from error
    except _UNREADABLE as error:
        kind = "XLSX" if is_xlsx else "CSV"
        raise TableError("unreadable", f"{name}: cannot be read as {kind}: {error}", _line_in(error)) from error


def _line_in(error: Exception) -> str:
    """Return the line that an error names, nothing where it names none."""
    match = re.match(r"line (\d+):", str(error))
    return match[1] if match else ""


def _full(numbered: Rows, name: str, most_rows: int) -> Rows:
    """Yield the rows that are not empty. Raises TableError for too many of them, or too many columns."""
    count = 0
    for number, cells in numbered:
        if not any(cell not in (None, "") for cell in cells):
            continue
        if len(cells) > _MOST_COLUMNS:
            raise TableError("wide", f"{name}: has {len(cells)} columns, {_MOST_COLUMNS} are read: take away those that are not needed")
        count += 1
        if count > most_rows + 1:
            raise TableError("long", f"{name}: has more than {most_rows} rows; part it", str(most_rows))
        yield number, cells


@contextmanager
def _csv(content: bytes) -> Iterator[Rows]:
    yield csv_rows(content)


@contextmanager
def _xlsx(content: bytes, name: str, limits: Limits, spellings: frozenset[str]) -> Iterator[Rows]:
    """Give the rows of the sheet that names the most columns we know, else of the first; formulas by the values last worked out."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_size(archive.infolist(), name, limits)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        yield _cells(max(book.worksheets, key=lambda sheet: _most_names(sheet, spellings)))
    finally:
        book.close()


def _check_size(parts: Sequence[zipfile.ZipInfo], name: str, limits: Limits) -> None:
    kept = sum(part.file_size for part in parts if not part.filename.startswith("xl/worksheets/"))
    for size, most in ((sum(part.file_size for part in parts), limits.unpacked), (kept, limits.kept)):
        if size > most:
            raise TableError("large", f"{name}: unpacks to more than {most / 1e6:.0f} MB; part it", f"{most / 1e6:.0f}")


def _most_names(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet", spellings: frozenset[str]) -> int:
    return max((names_in(cells, spellings) for _, cells in islice(_cells(sheet), LOOKED_AT)), default=0)


def _cells(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet") -> Rows:
    sheet.reset_dimensions()  # a file may claim fewer cells than it has
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        yield number, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
