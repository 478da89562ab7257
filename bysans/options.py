"""The options that every command takes, and how they become settings."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from errno import EACCES
from pathlib import Path
from typing import Annotated, Any

import typer

from config.fleet import load_fleet
from config.plan import load_plan
from config.settings import Planning, Settings, load
from config.toml_file import ConfigError
from storage.state.engine import State, StateAwayError

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings file; see docs/operations.md.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="Where logs and embedded stores live.")]
WithParent = Annotated[bool, typer.Option("--with-parent", hidden=True, help="End when standard input closes.")]


def settings_from(config: Path | None, data_dir: Path | None, **overrides: Any) -> Settings:
    """Read the settings; a wrong one ends the program with exit code 2 and a sentence that names it."""
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    try:
        settings = load(config, overrides)
        _read_own_files(settings.planning)
    except ConfigError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error
    return settings


def _read_own_files(planning: Planning) -> None:
    """Read the files that a town has named for its own, so that a mistake in them is told at once. Raises ConfigError."""
    if planning.plan_file is not None:
        load_plan(planning.plan_file)
    if planning.fleet_file is not None:
        load_fleet(planning.fleet_file)


def make_data_folder(settings: Settings) -> None:
    """Make sure that the data folder is there and can be written; else end the program with exit code 1 and a sentence."""
    folder = settings.data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        # Not by writing: on a full disk the service starts, waits and says so.
        if not os.access(folder, os.W_OK | os.X_OK):
            raise PermissionError(EACCES, os.strerror(EACCES))
    except OSError as error:
        typer.echo(f"the data folder {folder} cannot be written ({error.strerror}): name a folder that can be; see --data-dir", err=True)
        raise typer.Exit(1) from error


@contextmanager
def open_kept_state(settings: Settings) -> Iterator[State]:
    """Open the state for a report; where no service has run yet the program ends with exit code 1 and a sentence."""
    if settings.state.url is None and not (settings.data_dir / "state.db").exists():
        typer.echo(f"no service has kept anything in {settings.data_dir}: name its data folder; see --data-dir", err=True)
        raise typer.Exit(1)
    with open_state(settings) as state:
        yield state


@contextmanager
def open_state(settings: Settings) -> Iterator[State]:
    """Open the state for one command; what is away ends the program with exit code 1 and a sentence."""
    make_data_folder(settings)
    try:
        state = State(settings.state_url)
    except StateAwayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    with closing(state):
        yield state
