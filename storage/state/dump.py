"""Writes every row of the state as lines that any store of the state can take in: for backups, and to move between stores."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import JSON, Column, Connection, LargeBinary, Table, func, insert, null, select

from storage.state.revisions import revisions
from storage.state.tables.schema import metadata

_ROWS = 1000  # inserted together


class DumpError(Exception):
    """The lines are not those of this Bysans's tables: the message says what to do."""


def tables(connection: Connection) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each table's name and lines, first its columns, then its rows in the order of its key; read one table after the other."""
    for table in metadata.sorted_tables:
        yield table.name, _lines(connection, table)


def revision() -> str:
    """Return the revision that the lines are of."""
    return revisions()[-1]


def is_empty(connection: Connection) -> bool:
    """Return whether no table has a row."""
    return all(connection.execute(select(func.count()).select_from(table)).scalar() == 0 for table in metadata.sorted_tables)


def load(connection: Connection, name: str, lines: Iterable[bytes]) -> int:
    """Insert a table's lines; return how many rows. Raises DumpError."""
    table = metadata.tables.get(name)
    rows = iter(lines)
    columns = json.loads(next(rows))
    if table is None or columns != list(table.columns.keys()):
        raise DumpError(f"its table {name} is not one of this Bysans: restore with the version that wrote it, then upgrade")
    count, batch = 0, list[dict[str, Any]]()
    for line in rows:
        batch.append({column.name: _from_json(column, cell) for column, cell in zip(table.columns, json.loads(line), strict=True)})
        if len(batch) == _ROWS:
            count += _insert(connection, table, batch)
    count += _insert(connection, table, batch)
    _continue_numbers(connection, table)
    return count


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    yield json.dumps(list(table.columns.keys())).encode() + b"\n"
    rows = connection.execution_options(yield_per=_ROWS).execute(select(table).order_by(*table.primary_key))
    for row in rows:
        cells = [b64encode(cell).decode() if isinstance(cell, bytes) else cell for cell in row]
        yield json.dumps(cells, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def _from_json(column: Column[Any], cell: Any) -> Any:
    if cell is None and isinstance(column.type, JSON):
        return null() if column.nullable else None  # None would be stored as JSON's null
    return b64decode(cell) if isinstance(cell, str) and isinstance(column.type, LargeBinary) else cell


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> int:
    """Insert the rows and forget them; those whose JSON is absent by themselves, since that is part of the statement."""
    count = len(batch)
    plain = [row for row in batch if not any(cell is _NULL for cell in _kinds(row))]
    if plain:
        connection.execute(insert(table), plain)
    for row in batch:
        if any(cell is _NULL for cell in _kinds(row)):
            connection.execute(insert(table).values(**row))
    batch.clear()
    return count


_NULL = type(null())


def _kinds(row: dict[str, Any]) -> Iterator[type]:
    return map(type, row.values())


def _continue_numbers(connection: Connection, table: Table) -> None:
    """Let PostgreSQL go on counting behind the numbers that came with the rows, as SQLite does by itself."""
    column = table.autoincrement_column
    if connection.dialect.name == "postgresql" and column is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        connection.execute(select(func.setval(sequence, func.coalesce(func.max(column), 1), func.count() > 0)).select_from(table))
