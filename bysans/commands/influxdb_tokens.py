"""`bysans influxdb-tokens FOLDER`: makes each role a token for the readings' bucket that may do no more than the role does."""

import os
from pathlib import Path
from typing import Annotated

import typer

from bysans.option_types import ConfigFile, DataDir
from bysans.options import settings_from, wrong_settings
from config.secret_file import read_secret
from config.settings import Settings
from config.toml_file import ConfigError
from storage.readings.influxdb_tokens import READ, WRITE, token_for
from storage.readings.protocol import StoreAwayError, StoreRefusesError

# Ingest reads too: `bysans check`, run beside it, proves both.
ACTIONS = {"ingest": (READ, WRITE), "watch": (READ,), "api": (READ,)}

Folder = Annotated[Path, typer.Argument(metavar="FOLDER", file_okay=False, help="gets ingest/token, watch/token and api/token")]


def influxdb_tokens(folder: Folder, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Make InfluxDB tokens with least privilege.

    `readings.token_file` holds one that may make others. A token that exists is written again, not made twice.
    """
    settings = settings_from(config, data_dir)
    with wrong_settings():
        operator_token = _operator_token(settings)
    try:
        for role, actions in ACTIONS.items():
            readings = settings.readings
            token = token_for(
                readings.url,
                operator_token=operator_token,
                org=readings.org,
                bucket=readings.bucket,
                name=f"bysans {role}",
                actions=actions,
            )
            _write(folder / role / "token", token)
            typer.echo(f"{folder / role / 'token'} may {' and '.join(actions)} {readings.bucket}", err=True)
    except (StoreAwayError, StoreRefusesError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    except OSError as error:
        typer.echo(f"{error.filename} cannot be written ({error.strerror}): name a folder that can be", err=True)
        raise typer.Exit(1) from error


def _operator_token(settings: Settings) -> str:
    """Return the token that makes the others. Raises ConfigError."""
    if not settings.readings.url.startswith("http") or settings.readings.token_file is None:
        raise ConfigError("readings.url: names no InfluxDB, so no token is needed")
    return read_secret(settings.readings.token_file, "readings.token_file")


def _write(file: Path, token: str) -> None:
    """Replace the file whole: a role may read it at any moment."""
    file.parent.mkdir(parents=True, exist_ok=True)
    new = file.with_name(".token")
    new.unlink(missing_ok=True)
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400), "w", encoding="utf-8") as opened:
        opened.write(token + "\n")
    new.replace(file)
