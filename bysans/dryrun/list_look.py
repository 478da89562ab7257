"""A first look at a list: its columns and first rows, and which of them is taken for which field."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from pathlib import Path
from typing import Any

from api.dryrun.kept_map import load_map
from api.table_import.columns import ColumnMap
from api.table_import.table_file import TableFile
from api.table_import.workbook import Cell
from bysans.dryrun.inputs import InputFiles, SaidColumns, read_tables
from bysans.dryrun.list_columns import BIN_FIELDS, FIELDS, NEEDED, guessed
from bysans.dryrun.list_tables import TableName
from bysans.dryrun.place_look import place_look
from bysans.dryrun.town_list.cells import text_of
from bysans.dryrun.town_list.named_table import NamedTable
from bysans.dryrun.town_list.positions import UTM_ZONE
from config.practice import load_practice

_ROWS, _TEXT = 3, 60  # shown of a column: rows, and characters of a cell


def look_at(files: InputFiles, said: SaidColumns) -> Mapping[TableName, Mapping[str, Any]]:
    """Return what each table has, as JSON takes it; the one with the positions says of how many bins. Raises TableError, ConfigError."""
    kept = {"emptyings": files.emptyings_columns, "bins": files.bins_columns}
    named = {name: _named(name, table, getattr(said, name), kept[name]) for name, table in read_tables(files).items()}
    looks = {name: _look(table, _asked(name, named)) for name, table in named.items()}
    placed: TableName = "bins" if "bins" in named else "emptyings"
    looks[placed]["places"] = place_look(named["emptyings"], named.get("bins"), load_practice(files.practice).assumed)
    return looks


def _named(name: TableName, table: TableFile, said: ColumnMap, kept: Path | None) -> NamedTable:
    """Return a table with the columns as said, as kept, or as their names suggest."""
    chosen = said.over(load_map(kept) if kept else ColumnMap()).over(guessed(table.columns, FIELDS[name]))
    chosen.check(table.columns, [*FIELDS[name], UTM_ZONE])
    return NamedTable(file=name, table=table, columns=chosen)


def _asked(name: TableName, named: Mapping[TableName, NamedTable]) -> Sequence[str]:
    """Return the fields that a table is asked for: what bins have, of the bins alone where they have a table."""
    of_bins = set(BIN_FIELDS) - {"bin"} if name == "emptyings" and "bins" in named else set()
    return [field for field in FIELDS[name] if field not in of_bins]


def _look(named: NamedTable, asked: Sequence[str]) -> dict[str, Any]:
    table, chosen = named.table, named.columns.columns
    return {
        "headings": list(table.columns),
        "sheet": table.sheet,
        "unread": list(table.alike),
        "rows": [_row(table, cells) for _, cells in table.rows[:_ROWS]],
        "fields": [{"name": name, "column": chosen.get(name, ""), "needed": name in NEEDED} for name in asked],
    }


def _row(table: TableFile, cells: Sequence[Cell]) -> Mapping[str, str]:
    return {column: _shown(cell) for column, cell in zip(table.columns, cells, strict=False) if column}


def _shown(cell: Cell) -> str:
    """Return a cell as a spreadsheet shows it: a day without its midnight."""
    is_day = isinstance(cell, datetime) and cell.time() == time.min
    return text_of(cell).removesuffix(" 00:00:00" if is_day else "")[:_TEXT]
