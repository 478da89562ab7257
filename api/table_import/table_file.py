"""Reads a table from CSV as spreadsheets write it, or from XLSX."""

import csv
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError

from openpyxl.utils.exceptions import InvalidFileException

from api.table_import.columns import REGISTRY_SPELLINGS
from api.table_import.csv_text import csv_rows
from api.table_import.foreign_file import SAID, ZIP, foreign_kind
from api.table_import.header_row import header_at
from api.table_import.problems import TableError
from api.table_import.workbook import Cell, Rows, Sheet, WantedSheet, workbook_sheet

MOST_ROWS = 20_000
MOST_UNPACKED = 100_000_000  # bytes; a workbook of 20,000 rows and 50 columns has some 60 MB
_MOST_COLUMNS = 500
_REGISTRY = WantedSheet(known=REGISTRY_SPELLINGS)
# What a damaged workbook makes of openpyxl and zipfile: parts that are missing, of another kind, encrypted, or no XML.
_UNREADABLE = (
    csv.Error, zlib.error, InvalidFileException, ParseError, EOFError,
    LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RuntimeError, OSError,
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much of a table is read: more rows, or more bytes of an unpacked workbook, are refused.

    `kept`: of these the bytes that stand beside its sheets, such as the texts that they share: all of them are in memory at once.
    """

    rows: int = MOST_ROWS
    unpacked: int = MOST_UNPACKED
    kept: int = MOST_UNPACKED


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFile:
    """A table: its columns, and its rows with the number that a spreadsheet shows beside each.

    `sheet`: of a workbook the sheet that was read; `alike`: others that look like the same kind of table, and were not.
    """

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[Cell]]]
    sheet: str = ""
    alike: Sequence[str] = ()


def read_table(content: bytes, name: str, *, limits: Limits | None = None, wanted: WantedSheet | None = None) -> TableFile:
    """Read a file's content, XLSX or CSV by its bytes, whatever its `name`; titles above the columns' names and empty rows are passed over.

    `wanted`: the names of columns that we know, by which the line of names is found, and default the registry's, of which none may
    stand there twice; of others the later ones are numbered. Raises TableError.
    """
    known = (wanted or _REGISTRY).known
    with _sheet(content, name, limits or Limits(), wanted or _REGISTRY) as sheet:
        full = list(_full(sheet.rows, name, (limits or Limits()).rows))
    at = header_at([cells for _, cells in full], known) if full else 0
    if len(full) < at + 2:
        raise TableError("empty", f"{name}: has no rows below a line of column names")
    columns = [str("" if cell is None else cell).strip() for cell in full[at][1]]
    twice = sorted({column for column in columns if column and columns.count(column) > 1})
    if twice and wanted is None:
        raise TableError("twice", f"{name}: has several columns of the name {', '.join(twice)}", ", ".join(twice))
    return TableFile(columns=_numbered(columns), rows=full[at + 1 :], sheet=sheet.title, alike=sheet.alike)


def _numbered(columns: Sequence[str]) -> Sequence[str]:
    """Return the names, the second of one name as `name (2)`."""
    before = [columns[:at].count(column) if column else 0 for at, column in enumerate(columns)]
    return [f"{column} ({count + 1})" if count else column for column, count in zip(columns, before, strict=True)]


@contextmanager
def _sheet(content: bytes, name: str, limits: Limits, wanted: WantedSheet) -> Iterator[Sheet]:
    """Give the file's table as it stands there. Raises TableError, also for what its reader makes of it while its rows are read."""
    if kind := foreign_kind(content):
        raise TableError("foreign", f"{name}: {SAID[kind]}", kind)
    is_xlsx = content.startswith(ZIP)
    try:
        if not is_xlsx:
            yield Sheet(title="", rows=csv_rows(content))
            return
        with workbook_sheet(content, name, unpacked=limits.unpacked, kept=limits.kept, wanted=wanted) as sheet:
            yield sheet
    except zipfile.BadZipFile as error:
        raise TableError(
            "unreadable", f"{name}: cannot be read as XLSX: it is no workbook, or damaged; save it again as XLSX or CSV"
        ) from error
    except _UNREADABLE as error:
        form = "XLSX" if is_xlsx else "CSV"
        raise TableError("unreadable", f"{name}: cannot be read as {form}: {error}", _line_in(error)) from error


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
