"""`bysans import`: sites, bins and devices from a table as a municipality or a vendor has it."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bysans import parts
from bysans.clock import now
from bysans.option_types import ConfigFile, DataDir
from bysans.options import open_state, settings_from
from bysans.table_import.columns import ColumnMap, load_map, suggested
from bysans.table_import.registration import BODIES, Outcome, What, register_table
from bysans.table_import.table_file import TableError, read_table_file
from config.settings import Settings
from config.toml_file import ConfigError

_SHOWN = 20


def import_table(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="FILE.csv|FILE.xlsx")],
    what: Annotated[What, typer.Option("--as", help="What each row is.")],
    column: Annotated[
        list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Which column a field is; may be given several times.")
    ] = None,
    value: Annotated[list[str] | None, typer.Option(metavar="FIELD=VALUE", help="What every row has; may be given several times.")] = None,
    map_name: Annotated[str | None, typer.Option("--map", metavar="NAME", help="Use the columns that were kept under this name.")] = None,
    keep: Annotated[str | None, typer.Option("--keep", metavar="NAME", help="Keep the columns under this name.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change, and change nothing.")] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Register sites, bins or devices from CSV or XLSX.

    All rows are taken, or none where one is wrong.
    """
    settings = settings_from(config, data_dir)
    said = ColumnMap(columns=_pairs(column, "--column"), values=_pairs(value, "--value"))
    try:
        table = read_table_file(file)
        kept = ColumnMap() if map_name is None else load_map(_map_file(settings, map_name))
        fields = list(BODIES[what].model_fields)
        columns = said.over(kept).over(suggested(table.columns, fields))
        columns.check(table.columns, fields)
        _say_columns(columns, table.columns)
        with open_state(settings) as state:
            outcome = register_table(table, columns, what, state, parts.catalogue(settings), now=now(), dry_run=dry_run)
    except (TableError, ConfigError) as error:
        typer.echo(f"{error}\n{file}: nothing was registered", err=True)
        raise typer.Exit(1) from error
    if keep is not None:
        columns.save(_map_file(settings, keep))
    _say(outcome, what, dry_run=dry_run)


def _pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    pairs = [text.partition("=") for text in texts or ()]
    if wrong := [name for name, equals, _ in pairs if not equals]:
        raise typer.BadParameter(f"{wrong[0]!r} is not FIELD=…", param_hint=option)
    return {name: text for name, _, text in pairs}


def _map_file(settings: Settings, name: str) -> Path:
    if not re.fullmatch(r"[\w-]{1,64}", name):
        raise TableError(f"{name!r} cannot be the name of a map: use letters, digits, _ and -")
    return settings.data_dir / "imports" / f"{name}.toml"


def _say_columns(columns: ColumnMap, there: Sequence[str]) -> None:
    typer.echo("columns: " + ", ".join(f"{name} = {text!r}" for name, text in columns.columns.items()), err=True)
    if unused := [name for name in there if name and name not in columns.columns.values()]:
        typer.echo(f"not read: {', '.join(unused)}", err=True)


def _say(outcome: Outcome, what: What, *, dry_run: bool) -> None:
    for line in [f"new: {thing}" for thing in outcome.new[:_SHOWN]] + [f"changed: {line}" for line in outcome.changed[:_SHOWN]]:
        typer.echo(line)
    end = "; this was a dry run, nothing was registered" if dry_run else ""
    typer.echo(f"{what}: {len(outcome.new)} new, {len(outcome.changed)} changed, {outcome.same} as they were{end}")
