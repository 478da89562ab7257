"""`bysans import`: sites, bins and devices from a table as a municipality or a vendor has it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.table_import.columns import ColumnMap, suggested
from api.table_import.kept_columns import check_name, keep_columns, kept_under
from api.table_import.problems import RowsError, TableError
from api.table_import.registration import BODIES, Outcome, What, register_table
from api.table_import.table_file import read_table
from bysans import parts
from bysans.clock import now
from bysans.option_types import ConfigFile, DataDir
from bysans.options import open_state, settings_from
from config.toml_file import ConfigError
from storage.state.registry import RegistryCache

_MOST_BYTES = 50_000_000
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
    said = ColumnMap(columns=pairs(column, "--column"), values=pairs(value, "--value"))
    fields = list(BODIES[what].model_fields)
    try:
        if keep is not None:
            check_name(keep)
        table = read_table(content_of(file), str(file))
        with open_state(settings) as state:
            with state.read() as connection:
                kept = kept_under(connection, map_name)
            columns = said.over(kept).over(suggested(table.columns, fields))
            columns.check(table.columns, fields)
            _check_required(columns, what, file)
            _say_columns(columns, table.columns)
            registry_of = RegistryCache(state).refresh
            outcome = register_table(table, columns, what, state, parts.catalogue(settings), registry_of, now=now(), dry_run=dry_run)
            if keep is not None:
                with state.begin() as connection:
                    keep_columns(connection, keep, columns)
    except (TableError, RowsError, ConfigError) as error:
        typer.echo(f"{error}\n{file}: nothing was registered", err=True)
        raise typer.Exit(1) from error
    _say(outcome, what, dry_run=dry_run)


def _check_required(columns: ColumnMap, what: What, file: Path) -> None:
    """Raise TableError for fields that every row must have and none can have."""
    if lacking := columns.unmapped([name for name, field in BODIES[what].model_fields.items() if field.is_required()]):
        raise TableError(
            "no_column",
            f"{file}: no column is {' or '.join(lacking)}, which every row needs: "
            "say which with --column FIELD=COLUMN, or give all rows one with --value FIELD=VALUE",
            lacking[0],
        )


def content_of(file: Path) -> bytes:
    """Return what the file holds. Raises TableError."""
    try:
        if file.stat().st_size > _MOST_BYTES:
            raise TableError("large", f"{file}: has more than {_MOST_BYTES / 1e6:.0f} MB; part it")
        return file.read_bytes()
    except OSError as error:
        raise TableError("unreadable", f"{file}: cannot be read: {error.strerror}") from error


def pairs(texts: Sequence[str] | None, option: str) -> dict[str, str]:
    """Return what texts such as `FIELD=COLUMN` say, given with an option. Raises BadParameter."""
    parted = [text.partition("=") for text in texts or ()]
    if wrong := [name for name, equals, _ in parted if not equals]:
        raise typer.BadParameter(f"{wrong[0]!r} is not FIELD=…", param_hint=option)
    return {name: text for name, _, text in parted}


def _say_columns(columns: ColumnMap, there: Sequence[str]) -> None:
    typer.echo("columns: " + ", ".join(f"{name} = {text!r}" for name, text in columns.columns.items()), err=True)
    if unused := [name for name in there if name and name not in columns.columns.values()]:
        typer.echo(f"not read: {', '.join(unused)}", err=True)


def _say(outcome: Outcome, what: What, *, dry_run: bool) -> None:
    for line in [f"new: {thing}" for thing in outcome.new[:_SHOWN]] + [f"changed: {line}" for line in outcome.changed[:_SHOWN]]:
        typer.echo(line)
    end = "; this was a dry run, nothing was registered" if dry_run else ""
    typer.echo(f"{what}: {len(outcome.new)} new, {len(outcome.changed)} changed, {outcome.same} as they were{end}")
