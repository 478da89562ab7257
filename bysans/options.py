"""The options that every command takes, and how they become settings."""

from pathlib import Path
from typing import Annotated, Any

import typer

from config.settings import Settings, SettingsError, load
from storage.state.engine import State, StateAwayError

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings file; see docs/operations.md.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="Where logs and embedded stores live.")]
WithParent = Annotated[bool, typer.Option("--with-parent", hidden=True, help="End when standard input closes.")]


def settings_from(config: Path | None, data_dir: Path | None, **overrides: Any) -> Settings:
    """Read the settings; a wrong one ends the program with exit code 2 and a sentence that names it."""
    if data_dir is not None:
        overrides["data_dir"] = data_dir
    try:
        return load(config, overrides)
    except SettingsError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(2) from error


def open_state(settings: Settings) -> State:
    """Open the state for one command; what is away ends the program with exit code 1 and a sentence."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    try:
        return State(settings.state_url)
    except StateAwayError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
