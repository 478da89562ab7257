"""Keeps under a name which column of a town's tables is which field."""

import re
from collections.abc import Mapping

from sqlalchemy import Connection

from api.table_import.columns import ColumnMap
from api.table_import.problems import TableError
from storage.state import own_settings

_is_name = re.compile(r"[\w-]{1,64}").fullmatch


def kept_columns(connection: Connection) -> Mapping[str, ColumnMap]:
    """Return what is kept, by name."""
    return {
        name: ColumnMap(columns=body["columns"], values=body["values"]) for name, body in own_settings.read(connection, "columns").items()
    }


def kept_under(connection: Connection, name: str | None) -> ColumnMap:
    """Return what is kept under a name; without one, nothing. Raises TableError."""
    if name is None:
        return ColumnMap()
    kept = kept_columns(connection)
    if name not in kept:
        others = f"there are {', '.join(kept)}" if kept else "nothing is kept yet"
        raise TableError("no_map", f"no columns are kept under {name!r}; {others}", name)
    return kept[name]


def check_name(name: str) -> None:
    """Raise TableError for a text under which nothing can be kept."""
    if not _is_name(name):
        raise TableError("map_name", f"{name!r} cannot be the name of columns: use at most 64 letters, digits, _ and -", name)


def keep_columns(connection: Connection, name: str, columns: ColumnMap) -> None:
    """Keep columns under a name, in place of what was kept under it. Raises TableError."""
    check_name(name)
    own_settings.put(connection, "columns", name, {"columns": dict(columns.columns), "values": dict(columns.values)})
