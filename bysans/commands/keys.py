"""`bysans keys`: create, list, rotate and revoke API keys, and read what happened to them."""

import json
import re
from dataclasses import asdict
from datetime import date
from typing import Annotated

import typer

from bysans.clock import now
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import open_state, settings_from
from domain import rfc3339
from domain.access.scope import SCOPES
from domain.duration import DAY, SECOND
from domain.local_time import LocalDay
from storage.state.access import key_log, keys
from storage.state.access.keys import Key

keys_app = typer.Typer(no_args_is_help=True, help="Create, list, rotate and revoke API keys.")

Scopes = Annotated[list[str], typer.Option("--scope", help=f"One of {', '.join(SCOPES)}; may be given several times.")]
Expires = Annotated[str | None, typer.Option(metavar="90d|DATE", help="After so many days, or with the end of a day such as 2027-03-31.")]
Owner = Annotated[str | None, typer.Option(help="Who answers for it, such as a name or a department.")]
Overlap = Annotated[int, typer.Option("--overlap-days", min=0, max=365, help="For so many days the old key goes on working.")]
Count = Annotated[int, typer.Option("--last", min=1, help="So many events.")]


@keys_app.command()
def create(
    name: str,
    scope: Scopes,
    expires: Expires = None,
    owner: Owner = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Make a key and print it, once, alone on standard output."""
    created_at = now()
    try:
        expires_at = None if expires is None else expiry(expires, created_at)
        with open_state(settings_from(config, data_dir)) as state, state.begin() as connection:
            token = keys.create(connection, name, scope, created_at, expires_at=expires_at, owner=owner)
    except ValueError as error:
        typer.echo(f"keys create {name}: {error}", err=True)
        raise typer.Exit(2) from error
    scopes = tuple(sorted({*scope}))
    key = Key(id=token.split("_")[1], name=name, scopes=scopes, created_at=created_at, expires_at=expires_at, owner=owner)
    typer.echo(json.dumps({**_in_json(key), "key": token}, ensure_ascii=False) if as_json else token)  # once the key is there


@keys_app.command("list")
def list_keys(as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """List keys: id, name, scopes, when each expires and was last used, and whether it has ended."""
    with open_state(settings_from(config, data_dir)) as state, state.read() as connection:
        listed = keys.all_keys(connection)
    if as_json:
        typer.echo(json.dumps(list(map(_in_json, listed)), ensure_ascii=False))
    else:
        for key in listed:
            typer.echo("  ".join((key.id, key.name, " ".join(key.scopes), *_times(key, now()))))


@keys_app.command()
def rotate(
    key_id: str,
    overlap_days: Overlap = 7,
    expires: Expires = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Make a key in place of another, with its name, scopes and owner, and print it once; the old one ends after the overlap."""
    rotated_at = now()
    try:
        expires_at = None if expires is None else expiry(expires, rotated_at)
        with open_state(settings_from(config, data_dir)) as state, state.begin() as connection:
            token = keys.rotate(connection, key_id, rotated_at, overlap_ms=overlap_days * DAY, expires_at=expires_at)
    except ValueError as error:
        typer.echo(f"keys rotate {key_id}: {error}", err=True)
        raise typer.Exit(2) from error
    if token is None:
        typer.echo(f"keys rotate {key_id}: no valid key has this id; see `bysans keys list`", err=True)
        raise typer.Exit(1)
    typer.echo(json.dumps({"id": token.split("_")[1], "key": token}) if as_json else token)


@keys_app.command()
def revoke(key_id: str, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """End a key, and the sessions of the pages that began with it, at once."""
    with open_state(settings_from(config, data_dir)) as state, state.begin() as connection:
        ended = keys.revoke(connection, key_id, now())
    if not ended:
        typer.echo(f"keys revoke {key_id}: no valid key has this id; see `bysans keys list`", err=True)
        raise typer.Exit(1)


@keys_app.command()
def log(last: Count = 1000, as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Show when keys were created, first used or revoked, or expired, and by whom; the newest event last."""
    with open_state(settings_from(config, data_dir)) as state, state.read() as connection:
        events = key_log.newest(connection, now(), limit=last)
    if as_json:
        typer.echo(json.dumps([{**asdict(event), "at": rfc3339.write(event.at)} for event in reversed(events)], ensure_ascii=False))
        return
    for event in reversed(events):
        by = f"  by {event.by}" if event.by else ""
        typer.echo(f"{_written(event.at)}  {event.event.replace('_', ' ')}  {event.key_id}  {event.key_name}{by}")


def expiry(text: str, created_at: int) -> int:
    """Return the time (ms UTC) that `90d` after `created_at`, or the end of a local day, stands for. Raises ValueError."""
    if days := re.fullmatch(r"([0-9]{1,7})d", text):
        return created_at + int(days[1]) * DAY
    try:
        return LocalDay(date.fromisoformat(text)).at(86_400)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"--expires {text} is neither a number of days, such as 90d, nor a date, such as 2027-03-31") from error


def _in_json(key: Key) -> dict[str, object]:
    times = {"created_at": key.created_at, "expires_at": key.expires_at, "last_used_at": key.last_used_at, "revoked_at": key.revoked_at}
    return {
        "id": key.id,
        "name": key.name,
        "scopes": list(key.scopes),
        "owner": key.owner,
        "replaced_by": key.replaced_by,
        **{name: None if time is None else rfc3339.write(time) for name, time in times.items()},
    }


def _times(key: Key, moment: int) -> list[str]:
    expires = "never expires"
    if key.expires_at is not None:
        expires = f"{'expires' if key.expires_at > moment else 'expired'} {_written(key.expires_at)}"
    used = "never used" if key.last_used_at is None else f"last used {_written(key.last_used_at)}"
    owner = [f"owner {key.owner}"] if key.owner else []
    successor = [f"replaced by {key.replaced_by}"] if key.replaced_by else []
    return [expires, used, *owner, *successor, *(["revoked"] if key.revoked_at else [])]


def _written(time: int) -> str:
    return rfc3339.write(time - time % SECOND, shortest=True)
