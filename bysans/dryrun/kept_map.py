"""Keeps beside a report which column of its list is which field, as TOML that the next run takes."""

import json
from collections.abc import Mapping
from pathlib import Path

from api.table_import.columns import ColumnMap
from config.toml_file import Table, read_toml


class _MapFile(Table):
    columns: Mapping[str, str] = {}
    values: Mapping[str, str] = {}


def load_map(path: Path) -> ColumnMap:
    """Read a kept map. Raises ConfigError."""
    content = read_toml(path, _MapFile)
    return ColumnMap(columns=content.columns, values=content.values)


def save_map(columns: ColumnMap, path: Path) -> None:
    """Keep a map. Raises OSError."""
    lines = [
        f"[{table}]\n" + "".join(f"{name} = {json.dumps(text, ensure_ascii=False)}\n" for name, text in entries.items())
        for table, entries in (("columns", columns.columns), ("values", columns.values))
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
