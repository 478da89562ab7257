"""How the options that every command takes become settings, and what a command needs before it begins."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from errno import EACCES
from pathlib import Path
from typing import Any

import typer

from bysans.clock import now
from bysans.person import person
from bysans.private_files import make_private
from config.catalogue import load_catalogue
from config.fleet import load_fleet
from config.indices import load_indices
from config.quality import load_quality
from config.regimes import load_regimes
from config.sections.tile_archive import tile_kind
from config.settings import Settings, load
from config.threshold_file import threshold_file
from config.toml_file import ConfigError
from config.waste import load_waste
from domain.access.actor import Actor
from storage.state.audit.acting import Acting, acts
from storage.state.engine import State, StateAwayError


def settings_from(config: Path | None, data_dir: Path | None, **overrides: Any) -> Settings:
    """Read the settings; a wrong one ends the program with exit code 2 and a sentence that names it."""
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    with wrong_settings():
        settings = load(config, overrides)
        read_files(settings)
    return settings


@contextmanager
def wrong_settings() -> Iterator[None]:
    """Let a wrong setting, or a wrong file that one names, end the program with exit code 2 and a sentence."""
    try:
        yield
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def read_files(settings: Settings) -> None:
    """Read every file of figures and maps, ours and a town's own, so that mistakes are told before anything begins. Raises ConfigError."""
    load_catalogue()
    threshold_file()
    load_quality()
    load_waste(plan_file=settings.planning.plan_file)
    load_regimes()
    load_indices()
    if settings.planning.fleet_file is not None:
        load_fleet(settings.planning.fleet_file)
    if settings.pages.tile_archive is not None:
        tile_kind(settings.pages.tile_archive)


def make_data_folder(settings: Settings) -> None:
    """Make sure that the data folder is there and can be written; else end the program with exit code 1 and a sentence."""
    folder = settings.data_dir
    make_private()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not by writing: on a full disk the service starts, waits and says so.
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        typer.echo(f"the data folder {folder} cannot be written ({error.strerror}): name a folder that can be; see --data-dir", err=True)
        raise typer.Exit(1) from error


@contextmanager
def usable_files(folder: Path) -> Iterator[None]:
    """Let a file of the data folder that cannot be used end the program with exit code 1 and a sentence."""
    try:
        yield
    except OSError as error:
        if error.filename is None or not Path(str(error.filename)).absolute().is_relative_to(folder.absolute()):
            raise
        forbidden = isinstance(error, PermissionError)
        what_to_do = "let the service's user read and write it" if forbidden else "move away what is there; Bysans makes its own"
        typer.echo(f"{error.filename} cannot be used ({error.strerror}): {what_to_do}", err=True)
        raise typer.Exit(1) from error


def missing_data(settings: Settings) -> str | None:
    """Return what to do where no service has run with these settings, most often because the folder is misspelt; else None."""
    file = settings.state_file
    if settings.data_dir.is_dir() if file is None else file.exists():
        return None
    if file is not None and settings.state.url is not None:
        return f"there is no Bysans data in {file}: name the service's state store; see state.url"
    return f"there is no Bysans data in {settings.data_dir}: name the service's data folder; see --data-dir"


def require_data(settings: Settings) -> None:
    """Make sure that a service has run with these settings; else end the program with exit code 1 and a sentence."""
    if problem := missing_data(settings):
        typer.echo(problem, err=True)
        raise typer.Exit(1)


@contextmanager
def open_state(settings: Settings) -> Iterator[State]:
    """Open the state that a service keeps, for one command: what it changes is by who typed it.

    Where there is none, or it is away, end with exit code 1 and a sentence.
    """
    if settings.state_file is not None:
        require_data(settings)
    try:
        acting = Acting(wall=now, actor=Actor(kind="command", name=person()))
        with closing(State(settings.state_url)) as state, acts(acting):
            yield state
    except StateAwayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
