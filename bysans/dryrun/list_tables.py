"""Reads the two tables of a dry run, each from a file of its own or from sheets of one workbook."""

from dataclasses import replace
from pathlib import Path
from typing import Literal

from api.table_import.problems import TableError
from api.table_import.table_file import Limits, TableFile, read_table
from api.table_import.workbook import WantedSheet
from bysans.commands.import_table import content_of
from bysans.dryrun.list_columns import BIN_FIELDS, EMPTYING_FIELDS

TableName = Literal["emptyings", "bins"]
LIMITS = Limits(rows=400_000, unpacked=600_000_000)  # a year of 2,000 bins emptied every other day
_OF_BINS = frozenset(spelling for spellings in BIN_FIELDS.values() for spelling in spellings)
_OF_EMPTYINGS = frozenset(spelling for spellings in EMPTYING_FIELDS.values() for spelling in spellings)
_BINS_ALONE = frozenset(spelling for name in BIN_FIELDS if name != "bin" for spelling in BIN_FIELDS[name])
_LEAST = 3  # columns that a sheet of bins has: the bin and two things of it
WANTED = {
    "emptyings": WantedSheet(known=_OF_EMPTYINGS, others=_BINS_ALONE),
    "bins": WantedSheet(known=_OF_BINS, others=_OF_EMPTYINGS - _OF_BINS),
}


def read_list_table(name: TableName, path: Path) -> TableFile:
    """Read one of the two tables. Raises TableError, which says of which."""
    return _read(name, path, WANTED[name])


def sheet_of_bins(emptyings: TableFile, path: Path) -> TableFile | None:
    """Return the bins that stand in another sheet of the emptyings' workbook, None where no sheet is of bins. Raises TableError."""
    if not emptyings.sheet:
        return None
    try:
        return _read("bins", path, replace(WANTED["bins"], besides=emptyings.sheet, least=_LEAST))
    except TableError as error:
        if error.kind == "empty":
            return None
        raise


def _read(name: TableName, path: Path, wanted: WantedSheet) -> TableFile:
    try:
        return read_table(content_of(path), str(path), limits=LIMITS, wanted=wanted)
    except TableError as error:
        error.table = name
        raise
