"""`bysans backup` and `restore`: all that an installation keeps, into a place that grows or into one file, while the service runs."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from bysans.backup import copy
from bysans.backup.failure import BackupError
from bysans.backup.repository import Repository
from bysans.backup.routine import Routine, repository_of
from bysans.backup.seal import make_key
from bysans.backup.tar_file import DamagedBackupError, DamagedDatabaseError, pack, unpack
from bysans.clock import now
from bysans.logs import configure
from bysans.option_types import AsJson, ConfigFile, DataDir, WithParent
from bysans.options import make_data_folder, require_data, settings_from, wrong_settings
from bysans.private_files import make_private
from bysans.stopping import stop_on_signals, stop_with_parent
from config.settings import Settings
from domain.count_of import count_of

What = Annotated[str | None, typer.Argument(metavar="[FILE.tar|list|verify|check|new-key]", help="default: a backup to backup.to")]
Name = Annotated[str | None, typer.Argument(metavar="[NAME|FILE]", help="the backup to verify, default the newest; the new key's file")]
From = Annotated[str, typer.Argument(metavar="NAME|latest|FILE.tar", help="a backup of backup.to, or a file that `backup` wrote")]
_REPORT_BYTES = 1 << 30
_ACTIONS = ("list", "verify", "check", "new-key")


def backup(
    what: What = None,
    name: Name = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Replace FILE.tar where it is there already.")] = False,
    scheduled: Annotated[bool, typer.Option("--scheduled", help="Stay, and make one every backup.every_hours.")] = False,
    with_parent: WithParent = False,
    as_json: AsJson = False,
) -> None:
    """Back up all stores and the ingest log.

    The service may run meanwhile. With backup.to only what is new is written; FILE.tar holds the embedded stores alone. `list` shows the
    backups, `verify` reads one back and compares it with its checksums, `check` tells whether the newest is young enough, `new-key FILE`
    makes a key for backup.key_file.
    """
    settings = settings_from(config, data_dir)
    make_private()
    with _told(), wrong_settings():
        if what is not None and what not in _ACTIONS:
            _to_file(settings, Path(what), overwrite=overwrite)
        elif what == "new-key":
            _new_key(name)
        elif what == "list":
            _list(repository_of(settings), as_json=as_json)
        elif what == "verify":
            _verify(repository_of(settings), name or "latest", as_json=as_json)
        elif what == "check":
            typer.echo(Routine(settings).check(), err=True)
        elif scheduled:
            configure("backup")
            stop = stop_on_signals()
            if with_parent:
                stop_with_parent(stop.set)
            Routine(settings).run(stop)
        else:
            require_data(settings)
            _report(Routine(settings).make(), as_json=as_json)


def restore(source: From = "latest", config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Restore a backup into empty stores.

    All is compared with its checksums on the way; files and embedded stores appear whole, or not at all. The next start drains what the
    log holds beyond the stores.
    """
    settings = settings_from(config, data_dir)
    folder = settings.data_dir.absolute()
    missing = [part for part in (folder, *folder.parents) if not part.exists()]
    make_data_folder(settings)
    if any(folder.iterdir()):
        typer.echo(f"{folder} is not empty: stop the service, move the folder aside, then restore into a new one", err=True)
        raise typer.Exit(1)
    try:
        with wrong_settings():
            if Path(source).is_file():
                unpack(Path(source), folder)
            else:
                repository = repository_of(settings)
                copy.restore(repository, repository.read(source), settings)
    except (BackupError, DamagedBackupError, OSError) as error:
        for part in missing:
            part.rmdir()
        reason = getattr(error, "strerror", None) or error
        typer.echo(f"{source} is not restored, and {folder} is as it was: {reason}", err=True)
        raise typer.Exit(1) from error
    elsewhere = _elsewhere(settings) if Path(source).is_file() else ""
    typer.echo(f"restored {source} to {folder}{elsewhere}", err=True)


@contextmanager
def _told() -> Iterator[None]:
    """Let a BackupError end the program with exit code 1 and its sentence."""
    try:
        yield
    except BackupError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _report(made: copy.Made, *, as_json: bool) -> None:
    manifest = made.manifest
    if as_json:
        words = {"name": manifest.name, "members": len(manifest.members), "bytes": manifest.size, "added_bytes": made.added_bytes}
        typer.echo(json.dumps({**words, "seconds": made.seconds, "removed": made.removed}))
        return
    typer.echo(
        f"backed up {count_of(len(manifest.members), 'member')}, {manifest.size / 1e6:.1f} MB, as {manifest.name} in {made.seconds:.0f} s: "
        f"{made.added_bytes / 1e6:.1f} MB were new; {count_of(made.removed, 'older backup')} removed",
        err=True,
    )


def _list(repository: Repository, *, as_json: bool) -> None:
    names = repository.backups()
    if as_json:
        typer.echo(json.dumps(names))
    else:
        for name in names:
            typer.echo(name)


def _verify(repository: Repository, name: str, *, as_json: bool) -> None:
    began, manifest, read = now(), repository.read(name), 0

    def progress(size: int) -> None:
        nonlocal read
        before, read = read, read + size
        if read // _REPORT_BYTES > before // _REPORT_BYTES:
            typer.echo(f"{read / 1e9:.0f} of {manifest.size / 1e9:.0f} GB read", err=True)

    copy.verify(repository, manifest, progress)
    seconds = (now() - began) / 1000
    if as_json:
        typer.echo(json.dumps({"name": manifest.name, "members": len(manifest.members), "bytes": read, "seconds": seconds}))
    else:
        typer.echo(
            f"{manifest.name} is whole: {count_of(len(manifest.members), 'member')}, {read / 1e6:.1f} MB read back in {seconds:.0f} s",
            err=True,
        )


def _new_key(name: str | None) -> None:
    if name is None:
        raise BackupError("name the new key's file: `bysans backup new-key FILE`")
    try:
        make_key(Path(name))
    except OSError as error:
        raise BackupError(f"{name} cannot be made ({error.strerror}): name a new file") from error
    typer.echo(f"{name} holds a new key: name it in backup.key_file, and keep a copy elsewhere; without it no backup can be read", err=True)


def _to_file(settings: Settings, file: Path, *, overwrite: bool) -> None:
    require_data(settings)
    if file.exists() and not overwrite:
        raise BackupError(f"{file} is there already and stays as it is: give another name, or --overwrite to replace it")
    try:
        pack(settings.data_dir, file)
    except (OSError, sqlite3.Error, DamagedDatabaseError) as error:
        reason = getattr(error, "strerror", None) or error
        raise BackupError(f"{settings.data_dir} is not backed up to {file}: {reason}") from error
    typer.echo(f"backed up {settings.data_dir} to {file} ({file.stat().st_size / 1e6:.1f} MB){_elsewhere(settings)}", err=True)


def _elsewhere(settings: Settings) -> str:
    places = (("the readings' store", settings.readings.url != "sqlite"), ("the state's database", settings.state.url))
    stores = [name for name, is_elsewhere in places if is_elsewhere]
    return f"; {' and '.join(stores)} must be kept with their own tools, or name backup.to and leave the file out" if stores else ""
