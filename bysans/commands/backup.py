"""`bysans backup` and `restore`: what this machine keeps itself, in one file, taken while the service runs."""

import sqlite3
from pathlib import Path
from typing import Annotated

import typer

from bysans.backup_archive import DamagedBackupError, DamagedDatabaseError, pack, unpack
from bysans.option_types import ConfigFile, DataDir
from bysans.options import make_data_folder, require_data, settings_from
from config.settings import Settings

To = Annotated[Path, typer.Argument(metavar="FILE.tar", dir_okay=False)]
From = Annotated[Path, typer.Argument(metavar="FILE.tar", exists=True, dir_okay=False)]


def backup(
    file: To,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE.tar where it is there already.")] = False,
) -> None:
    """Copy the embedded stores and the ingest log to FILE.tar.

    The service may run meanwhile. The file has mode 600, for it holds secrets.
    """
    settings = settings_from(config, data_dir)
    require_data(settings)
    if file.exists() and not overwrite:
        typer.echo(f"{file} is there already and stays as it is: give another name, or --overwrite to replace it", err=True)
        raise typer.Exit(1)
    try:
        pack(settings.data_dir, file)
    except (OSError, sqlite3.Error, DamagedDatabaseError) as error:
        reason = getattr(error, "strerror", None) or error
        typer.echo(f"{settings.data_dir} is not backed up to {file}: {reason}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"backed up {settings.data_dir} to {file} ({file.stat().st_size / 1e6:.1f} MB){_elsewhere(settings)}", err=True)


def restore(file: From, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Restore a backup into an empty data folder.

    Each member is compared with its checksum first. The next start drains what its log holds beyond its stores.
    """
    settings = settings_from(config, data_dir)
    folder = settings.data_dir.absolute()
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    make_data_folder(settings)
    if any(folder.iterdir()):
        typer.echo(f"{folder} is not empty: stop the service, move the folder aside, then restore into a new one", err=True)
        raise typer.Exit(1)
    try:
        unpack(file, folder)
    except (DamagedBackupError, OSError) as error:
        for part in missing:
            part.rmdir()
        reason = getattr(error, "strerror", None) or error
        typer.echo(f"{file} is not restored, and {folder} is as it was: {reason}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"restored {file} to {folder}{_elsewhere(settings)}", err=True)


def _elsewhere(settings: Settings) -> str:
    stores = [
        name
        for name, is_elsewhere in (("the readings' store", settings.readings.url != "sqlite"), ("the state's database", settings.state.url))
        if is_elsewhere
    ]
    return f"; {' and '.join(stores)} must be kept with their own tools" if stores else ""
