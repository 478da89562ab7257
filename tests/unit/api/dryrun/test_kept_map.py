"""A map of columns is kept with all that its names may hold."""

from pathlib import Path

import pytest

from api.dryrun.kept_map import load_map, remembered_in, save_map
from api.table_import.columns import ColumnMap


@pytest.mark.parametrize("name", ["Tømt", 'med "anførsel"', "a\\b", "linje\nto", "=1+1", "\x7f", ""])
def test_a_map_is_read_back_as_it_was_kept(tmp_path: Path, name: str) -> None:
    columns = ColumnMap(columns={"time": name}, values={"fraction": name}, headings=(name, "x"))
    save_map(columns, tmp_path / "map.toml")
    assert load_map(tmp_path / "map.toml") == columns


def test_tables_with_the_same_headings_alone_share_a_map(tmp_path: Path) -> None:
    assert remembered_in(tmp_path, "bins", ["a", "b"]) == remembered_in(tmp_path, "bins", ("a", "b"))
    assert len({remembered_in(tmp_path, kind, names) for kind in ("bins", "emptyings") for names in (["a", "b"], ["b", "a"], ["ab"])}) == 6
