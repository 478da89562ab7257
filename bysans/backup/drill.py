"""`bysans drill`: backs up, restores to a place of its own, compares both, and reports what a real loss would cost."""

import json
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer

from bysans.backup import copy
from bysans.backup.drill_folder import drill_folder
from bysans.backup.failure import BackupError
from bysans.backup.routine import Routine, repository_of
from bysans.clock import now
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import require_data, settings_from, wrong_settings
from bysans.private_files import make_private
from config.sections.archive_settings import Archive
from config.settings import ReadingsSettings, Settings, StateStore
from domain.count_of import count_of

_SHOWN = 5
Space = Annotated[Path | None, typer.Option("--space", file_okay=False, exists=True, help="Where to restore; default: the data folder.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drill:
    """What a drill found. `recovery_point_s`: the age of the restored state when all was back; `different`: members not as backed up."""

    backup: str
    members: int
    bytes: int
    added_bytes: int
    backup_s: float
    verify_s: float
    restore_s: float
    recovery_point_s: float
    different: list[str]


def drill(config: ConfigFile = None, data_dir: DataDir = None, space: Space = None, as_json: AsJson = False) -> None:
    """Try the way back: back up, restore elsewhere, compare.

    The service may run meanwhile and is not touched. The copy is kept in SQLite, whatever holds the stores, and removed afterwards. Exit
    code 1 if it differs from the backup.
    """
    settings = settings_from(config, data_dir)
    make_private()
    require_data(settings)
    try:
        with wrong_settings():
            found = rehearse(settings, space or settings.data_dir)
    except BackupError as error:
        typer.echo(f"the drill failed: {error}", err=True)
        raise typer.Exit(1) from error
    typer.echo(json.dumps(asdict(found)) if as_json else _words(found, settings))
    raise typer.Exit(1 if found.different else 0)


def rehearse(settings: Settings, space: Path) -> Drill:
    """Back up, restore into a folder within `space`, compare, and remove the copy. Raises BackupError, ConfigError."""
    try:
        with drill_folder(space) as folder:
            return _drill(settings, folder)
    except OSError as error:
        raise BackupError(f"{error.filename or space} cannot be used: {error.strerror or error}") from error


def _drill(settings: Settings, folder: Path) -> Drill:
    made, repository = Routine(settings).make(), repository_of(settings)
    manifest = repository.read(made.manifest.name)
    began = time.monotonic()
    copy.verify(repository, manifest)
    verified = time.monotonic()
    elsewhere = settings.model_copy(
        update={"data_dir": folder, "readings": ReadingsSettings(), "state": StateStore(), "archive": Archive()}
    )
    copy.restore(repository, manifest, elsewhere)
    restored, age = time.monotonic(), now() - manifest.at
    with copy.opened(elsewhere) as stores:
        different = copy.differences(repository, manifest, stores)
    return Drill(
        backup=manifest.name,
        members=len(manifest.members),
        bytes=manifest.size,
        added_bytes=made.added_bytes,
        backup_s=made.seconds,
        verify_s=verified - began,
        restore_s=restored - verified,
        recovery_point_s=age / 1000,
        different=different,
    )


def _words(found: Drill, settings: Settings) -> str:
    verdict = "the copy is the same in every member"
    if found.different:
        more = f" and {len(found.different) - _SHOWN} more" if len(found.different) > _SHOWN else ""
        verdict = f"the copy DIFFERS in {', '.join(found.different[:_SHOWN])}{more}"
    return (
        f"{found.backup}: {count_of(found.members, 'member')}, "
        f"{found.bytes / 1e6:.1f} MB, of which {found.added_bytes / 1e6:.1f} MB were new\n"
        f"backed up in {found.backup_s:.1f} s, read back in {found.verify_s:.1f} s, restored in {found.restore_s:.1f} s; {verdict}\n"
        f"recovery point: a loss now costs what came in the last {found.backup_s:.0f} s, "
        f"and at worst {settings.backup.every_hours:g} hours and that, beside what the broker keeps\n"
        f"recovery time: {found.restore_s:.0f} s on this machine"
    )
