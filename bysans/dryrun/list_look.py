"""A first look at a list: its columns and first rows, and which of them is taken for which field."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path

from api.dryrun.kept_map import load_map
from api.table_import.columns import ColumnMap
from api.table_import.table_file import TableFile
from api.table_import.workbook import Cell
from bysans.dryrun.inputs import InputFiles, SaidColumns, TableName, read_list_table
from bysans.dryrun.list_columns import BIN_FIELDS, EMPTYING_FIELDS, NEEDED, guessed
from bysans.dryrun.place_look import place_look
from bysans.dryrun.town_list.cells import text_of
from bysans.dryrun.town_list.named_table import NamedTable
from bysans.dryrun.town_list.positions import UTM_ZONE
from config.practice import load_practice

_ROWS, _TEXT = 3, 60  # shown of a column: rows, and characters of a cell


def look_at(files: InputFiles, said: SaidColumns) -> Mapping[str, object]:
    """Return what each table has, as JSON takes it; the one with the positions says of how many bins. Raises TableError, ConfigError."""
    emptyings = _named("emptyings", files.emptyings, said.emptyings, files.emptyings_columns, EMPTYING_FIELDS)
    bins = None if files.bins is None else _named("bins", files.bins, said.bins, files.bins_columns, BIN_FIELDS)
    places = place_look(emptyings, bins, load_practice(files.practice).assumed)
    if bins is None:
        return {"emptyings": {**_look(emptyings, EMPTYING_FIELDS), "places": places}}
    return {"emptyings": _look(emptyings, EMPTYING_FIELDS), "bins": {**_look(bins, BIN_FIELDS), "places": places}}


def _named(name: TableName, path: Path, said: ColumnMap, kept: Path | None, fields: Mapping[str, tuple[str, ...]]) -> NamedTable:
    """Return a table with the columns as said, as kept, or as their names suggest."""
    table = read_list_table(name, path)
    chosen = said.over(load_map(kept) if kept else ColumnMap()).over(guessed(table.columns, fields))
    chosen.check(table.columns, [*fields, UTM_ZONE])
    return NamedTable(file=name, table=table, columns=chosen)


def _look(named: NamedTable, fields: Mapping[str, tuple[str, ...]]) -> Mapping[str, object]:
    table, chosen = named.table, named.columns.columns
    return {
        "headings": list(table.columns),
        "rows": [_row(table, cells) for _, cells in table.rows[:_ROWS]],
        "fields": [{"name": name, "column": chosen.get(name, ""), "needed": name in NEEDED} for name in fields],
    }


def _row(table: TableFile, cells: Sequence[Cell]) -> Mapping[str, str]:
    return {column: _shown(cell) for column, cell in zip(table.columns, cells, strict=False) if column}


def _shown(cell: Cell) -> str:
    """Return a cell as a spreadsheet shows it: a day without its midnight."""
    is_day = isinstance(cell, datetime) and cell.time() == time.min
    return text_of(cell).removesuffix(" 00:00:00" if is_day else "")[:_TEXT]
