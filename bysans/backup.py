"""`bysans backup` and `restore`: what this machine keeps itself, in one file, taken while the service runs."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bysans.options import ConfigFile, DataDir, settings_from
from config.settings import Settings

# In this order: what the state's cursor has passed is then in the readings, and what it has not passed is in the log.
_DATABASES = ("state.db", "readings.db")
_FILES = ("session-secret", "admin-key")

To = Annotated[Path, typer.Argument(metavar="FILE.tar", dir_okay=False)]
From = Annotated[Path, typer.Argument(metavar="FILE.tar", exists=True, dir_okay=False)]


def backup(file: To, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Write the embedded stores and the ingest log to FILE.tar, mode 600: it holds secrets."""
    settings = settings_from(config, data_dir)
    if not settings.data_dir.is_dir():
        typer.echo(f"{settings.data_dir} is no data folder: nothing to back up; see --data-dir", err=True)
        raise typer.Exit(1)
    file.touch(mode=0o600)
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as temporary, tarfile.open(file, "w") as archive:
        for name in _DATABASES:
            if (settings.data_dir / name).exists():
                archive.add(_snapshot(settings.data_dir / name, Path(temporary)), name)
        for name in (*_FILES, "log"):
            if (settings.data_dir / name).exists():
                archive.add(settings.data_dir / name, name)
    typer.echo(f"{settings.data_dir} is in {file}{_elsewhere(settings)}", err=True)


def restore(file: From, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Lay a backup into an empty data folder; what its log holds beyond its stores is drained at the next start."""
    settings = settings_from(config, data_dir)
    folder = settings.data_dir
    if folder.exists() and any(folder.iterdir()):
        typer.echo(f"{folder} is not empty: stop the service, move the folder aside, then restore into a new one", err=True)
        raise typer.Exit(1)
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tarfile.open(file) as archive:
            archive.extractall(folder, filter="data")
    except tarfile.TarError as error:
        typer.echo(f"{file} is no backup of ours: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{file} is in {folder}{_elsewhere(settings)}", err=True)


def _snapshot(database: Path, folder: Path) -> Path:
    copy = folder / database.name
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy


def _elsewhere(settings: Settings) -> str:
    stores = [
        name for name, there in (("InfluxDB", settings.readings.url != "sqlite"), ("the state's database", settings.state.url)) if there
    ]
    return f"; {' and '.join(stores)} must be kept with their own tools" if stores else ""
