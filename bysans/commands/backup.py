"""`bysans backup` and `restore`: what this machine keeps itself, in one file, taken while the service runs."""

import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from bysans.options import ConfigFile, DataDir, make_data_folder, settings_from
from config.settings import Settings
from ingest.log.segments import SYNCED

# In this order: what the state's cursor has passed is then in the readings, and what it has not passed is in the log.
_DATABASES = ("state.db", "readings.db")
_FILES = ("session-secret", "admin-key")
_LOG = "log"

To = Annotated[Path, typer.Argument(metavar="FILE.tar", dir_okay=False)]
From = Annotated[Path, typer.Argument(metavar="FILE.tar", exists=True, dir_okay=False)]


def backup(file: To, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Copy the embedded stores and the ingest log to FILE.tar.

    The service may run meanwhile. The file has mode 600, for it holds secrets.
    """
    settings = settings_from(config, data_dir)
    if not settings.data_dir.is_dir():
        typer.echo(f"{settings.data_dir} is no data folder: nothing to back up; see --data-dir", err=True)
        raise typer.Exit(1)
    try:
        _pack(settings.data_dir, file)
    except (OSError, sqlite3.Error) as error:
        reason = getattr(error, "strerror", None) or error
        typer.echo(f"{settings.data_dir} is not backed up to {file}: {reason}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{settings.data_dir} is in {file}{_elsewhere(settings)}", err=True)


def restore(file: From, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Restore a backup into an empty data folder.

    The next start drains what its log holds beyond its stores.
    """
    settings = settings_from(config, data_dir)
    folder = settings.data_dir.absolute()
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    make_data_folder(settings)
    if any(folder.iterdir()):
        typer.echo(f"{folder} is not empty: stop the service, move the folder aside, then restore into a new one", err=True)
        raise typer.Exit(1)
    try:
        _unpack(file, folder)
    except (tarfile.TarError, EOFError, OSError) as error:
        for part in missing:
            part.rmdir()
        reason = getattr(error, "strerror", None) or "it is no backup of ours, or damaged"
        typer.echo(f"{file} is not restored, and {folder} is as it was: {reason}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{file} is in {folder}{_elsewhere(settings)}", err=True)


def _pack(folder: Path, file: Path) -> None:
    """Write all of it or, by an error of the disk's or a database's, nothing: a file that was there stays as it is."""
    with tempfile.TemporaryDirectory(dir=file.parent, prefix=".backup-") as temporary:
        packed = Path(temporary) / "packed"
        packed.touch(mode=0o600)
        with tarfile.open(packed, "w") as archive:
            for name in _DATABASES:
                if (folder / name).exists():
                    archive.add(_snapshot(folder / name, Path(temporary)), name)
            for name in (*_FILES, _LOG):
                if (folder / name).exists():
                    archive.add(folder / name, name, filter=_not_ahead_of_the_log)
        packed.replace(file)


def _not_ahead_of_the_log(file: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out how far the log was synced: it is packed later than the log's files and would promise more than they hold."""
    return None if file.name == f"{_LOG}/{SYNCED}" else file


def _unpack(file: Path, folder: Path) -> None:
    """Lay all of it into the folder or, by an error of tarfile's or the disk's, nothing."""
    with tempfile.TemporaryDirectory(dir=folder, prefix=".restore-") as temporary:
        with tarfile.open(file) as archive:
            if not {name.split("/")[0] for name in archive.getnames()} <= {*_DATABASES, *_FILES, _LOG}:
                raise tarfile.TarError("what it holds is not ours")
            archive.extractall(temporary, filter="data")
        for part in Path(temporary).iterdir():
            part.rename(folder / part.name)


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
