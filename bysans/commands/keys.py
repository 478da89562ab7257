"""`bysans keys`: create, list and revoke API keys."""

from typing import Annotated

import typer

from bysans.clock import now
from bysans.options import ConfigFile, DataDir, open_state, settings_from
from storage.state.access import keys

keys_app = typer.Typer(no_args_is_help=True, help="Create, list and revoke API keys.")

Scopes = Annotated[list[str], typer.Option("--scope", help=f"One of {', '.join(keys.SCOPES)}; may be given several times.")]


@keys_app.command()
def create(name: str, scope: Scopes, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Make a key and print it, once, alone on standard output."""
    try:
        with open_state(settings_from(config, data_dir)) as state, state.begin() as connection:
            typer.echo(keys.create(connection, name, scope, now()))
    except ValueError as error:
        typer.echo(f"keys create {name}: {error}", err=True)
        raise typer.Exit(2) from error


@keys_app.command("list")
def list_keys(config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """List keys: id, name, scopes, and whether revoked."""
    with open_state(settings_from(config, data_dir)) as state, state.read() as connection:
        for key in keys.all_keys(connection):
            typer.echo(f"{key.id}  {key.name}  {' '.join(key.scopes)}{'  revoked' if key.revoked_at else ''}")


@keys_app.command()
def revoke(key_id: str, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """End a key at once."""
    with open_state(settings_from(config, data_dir)) as state, state.begin() as connection:
        ended = keys.revoke(connection, key_id, now())
    if not ended:
        typer.echo(f"keys revoke {key_id}: no valid key has this id; see `bysans keys list`", err=True)
        raise typer.Exit(1)
