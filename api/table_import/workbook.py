"""Reads the rows of a workbook (XLSX), within bounds on what it unpacks to."""

import io
import zipfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from xml.etree import ElementTree

import openpyxl

from api.table_import.header_row import LOOKED_AT, names_in
from api.table_import.problems import TableError

Cell = str | int | float | datetime | None
Rows = Iterator[tuple[int, Sequence[Cell]]]
_LEAST_ALIKE, _ALIKE = 2, 0.75  # names of columns that a sheet of the same kind has, and of the read one's
_LAST_ROW = 1_048_576  # that a spreadsheet has
_MANIFEST = "[Content_Types].xml"
_MOST_MANIFEST = 1_000_000  # bytes; it has a line for each part
_SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedSheet:
    """Which sheet of a workbook is the table: the one with the most columns that are `known`, less those that only an`other` table has.

    `besides`: a sheet that is another table already; `least`: so many columns must be known.
    """

    known: frozenset[str]
    others: frozenset[str] = frozenset()
    besides: str | None = None
    least: int = 0

    def names(self, cells: Sequence[object]) -> int:
        """Return how many more of the names stand in a row than of the other table's."""
        return names_in(cells, self.known) - names_in(cells, self.others)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet: its name (none of CSV), its rows, and the names of the other sheets that look like the same kind of table."""

    title: str
    rows: Rows
    alike: Sequence[str] = ()


@contextmanager
def workbook_sheet(content: bytes, name: str, *, unpacked: int, kept: int, wanted: WantedSheet) -> Iterator[Sheet]:
    """Give the sheet that is wanted, of several the first; formulas by the values last worked out.

    `unpacked`: the most bytes of all its parts; `kept`: of those that are in memory as a whole. Raises TableError for more.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        _check_size(archive, name, unpacked=unpacked, kept=kept)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    try:
        names = {sheet.title: _most_names(sheet, wanted) for sheet in book.worksheets if sheet.title != wanted.besides}
        title = max(names, key=names.__getitem__, default=None)
        if title is None or names[title] < wanted.least:
            raise TableError("empty", f"{name}: has no such sheet")
        alike = [other for other, count in names.items() if other != title and count >= max(_LEAST_ALIKE, _ALIKE * names[title])]
        yield Sheet(title=title, rows=_cells(book[title], name), alike=alike)
    finally:
        book.close()


def _check_size(archive: zipfile.ZipFile, name: str, *, unpacked: int, kept: int) -> None:
    parts = archive.infolist()
    manifest = [part.file_size for part in parts if part.filename == _MANIFEST]
    _check(sum(part.file_size for part in parts), unpacked, name)
    _check(sum(manifest), _MOST_MANIFEST, name)
    sheets = _sheets(archive.read(_MANIFEST)) if manifest else frozenset()
    _check(sum(part.file_size for part in parts if part.filename not in sheets), kept, name)


def _check(size: int, most: int, name: str) -> None:
    if size > most:
        raise TableError("large", f"{name}: unpacks to more than {most / 1e6:.0f} MB; part it", f"{most / 1e6:.0f}")


def _sheets(manifest: bytes) -> Collection[str]:
    """Return the parts that are sheets and nothing else, as the manifest says: it, not their names, tells which part holds shared texts."""
    kinds: dict[str, set[str]] = {}
    for part in ElementTree.fromstring(manifest):  # noqa: S314 - bounded, and expat refuses entities that grow
        kinds.setdefault(part.get("PartName", "").removeprefix("/"), set()).add(part.get("ContentType", ""))
    return frozenset(part for part, said in kinds.items() if said == {_SHEET})


def _most_names(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet", wanted: WantedSheet) -> int:
    return max((wanted.names(cells) for _, cells in islice(_cells(sheet, ""), LOOKED_AT)), default=0)


def _cells(sheet: "openpyxl.worksheet._read_only.ReadOnlyWorksheet", name: str) -> Rows:
    sheet.reset_dimensions()  # a file may claim fewer cells than it has
    for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
        if number > _LAST_ROW:
            raise TableError("long", f"{name}: has more than {_LAST_ROW} lines, empty ones counted; part it", str(_LAST_ROW))
        yield number, [cell.strip() if isinstance(cell, str) else cell for cell in cells]
