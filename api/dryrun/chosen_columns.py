"""Which columns of a run's tables are which fields: as its form says, as remembered from a table with the same headings, or as guessed."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from api.dryrun.kept_map import load_map, remembered_in, save_map
from api.dryrun.run_folder import DryRun
from api.table_import.columns import ColumnMap
from config.toml_file import ConfigError

ZONE = "utm_zone"
_PLACED_BY = frozenset({"bin", "lat", "lon", "position"})
REMEMBERED = "columns"  # the folder beside the runs'
Chosen = Mapping[str, Mapping[str, str]]  # table to field to column


def take_remembered(runs: Path, run: DryRun) -> bool:
    """Give the run the maps of tables with its headings; return whether all its tables have one. Raises OSError."""
    maps = {table: _remembered(runs, table, look) for table, look in run.columns.items()}
    if not maps or not all(path.exists() for path in maps.values()):
        return False
    for table, path in maps.items():
        shutil.copyfile(path, runs / run.id / f"{table}-columns.toml")
    return True


def has_places(run: DryRun) -> bool:
    """Return whether enough bins have a place for an answer; where nobody can tell, they may."""
    return all((look.get("places") or {}).get("is_enough", True) for look in run.columns.values())


def told_places(run: DryRun, chosen: Chosen) -> Mapping[str, Mapping[str, Any]]:
    """Return what the look said of the places, of the tables whose bins and positions are in the columns that it looked at."""
    return {
        table: look["places"]
        for table, look in run.columns.items()
        if look.get("places")
        and all(chosen.get(table, {}).get(field["name"], "") == field["column"] for field in look["fields"] if field["name"] in _PLACED_BY)
    }


def remember(runs: Path, run: DryRun, chosen: Chosen) -> None:
    """Keep the columns that were chosen for the run, and for the next table with the same headings. Raises OSError."""
    for table, look in run.columns.items():
        columns = {name: column for name, column in chosen.get(table, {}).items() if column in look["headings"] and column}
        kept = ColumnMap(columns=columns, values=_zone(look, chosen.get(table, {})), headings=tuple(look["headings"]))
        for path in (runs / run.id / f"{table}-columns.toml", _remembered(runs, table, look)):
            save_map(kept, path)


def shown(runs: Path, run: DryRun) -> Chosen:
    """Return what a form shows first: what the run has, what is remembered, or the guess."""
    return {table: _first(runs, run, table, look) for table, look in run.columns.items()}


def missing(run: DryRun, chosen: Chosen) -> Sequence[tuple[str, str]]:
    """Return the tables and fields that are needed and have no column."""
    return [
        (table, field["name"])
        for table, look in run.columns.items()
        for field in look["fields"]
        if field["needed"] and chosen.get(table, {}).get(field["name"]) not in look["headings"]
    ]


def _zone(look: Mapping[str, Any], chosen: Mapping[str, str]) -> Mapping[str, str]:
    """Return the UTM zone that was chosen, if it is one of those that there are."""
    zones = ((look.get("places") or {}).get("zone") or {}).get("zones", [])
    zone = chosen.get(ZONE, "")
    return {ZONE: zone} if zone in map(str, zones) else {}


def _first(runs: Path, run: DryRun, table: str, look: Mapping[str, Any]) -> Mapping[str, str]:
    for path in (runs / run.id / f"{table}-columns.toml", _remembered(runs, table, look)):
        try:
            kept = load_map(path)
        except ConfigError:  # there is none, or it was damaged: then the next one tells
            continue
        return {**kept.columns, **kept.values}
    return {field["name"]: field["column"] for field in look["fields"] if field["column"]}


def _remembered(runs: Path, table: str, look: Mapping[str, Any]) -> Path:
    return remembered_in(runs / REMEMBERED, table, look["headings"])
