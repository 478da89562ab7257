"""Keeps which column of a list is which field, as TOML that the command takes and the page remembers by the list's headings."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from api.table_import.columns import ColumnMap
from config.toml_file import Table, read_toml


class _MapFile(Table):
    headings: tuple[str, ...] = ()
    columns: Mapping[str, str] = {}
    values: Mapping[str, str] = {}


def load_map(path: Path) -> ColumnMap:
    """Read a kept map. Raises ConfigError."""
    content = read_toml(path, _MapFile)
    return ColumnMap(columns=content.columns, values=content.values, headings=content.headings)


def save_map(columns: ColumnMap, path: Path) -> None:
    """Keep a map. Raises OSError."""
    lines = [f"headings = {_text(columns.headings)}\n"] + [
        f"[{table}]\n" + "".join(f"{name} = {_text(text)}\n" for name, text in entries.items())
        for table, entries in (("columns", columns.columns), ("values", columns.values))
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8")


def remembered_in(folder: Path, kind: str, headings: Sequence[str]) -> Path:
    """Return where the map of a list (`kind`: emptyings or bins) with these headings is remembered."""
    return folder / f"{kind}-{sha256(_text(headings).encode()).hexdigest()[:32]}.toml"


def _text(value: object) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False).replace("\x7f", "\\u007f")
