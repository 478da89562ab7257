"""The addresses and the key of the service on this machine, used where the command line names none."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from config.settings import load

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE.toml", help="the service's settings file: where it is")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="the service's data folder: its admin key lies there")]


class ServiceAddress(NamedTuple):
    """A service's addresses, and the file in which `bysans run` leaves its admin key."""

    broker: str
    api: str
    key_file: Path


def service_of(config: Path | None, data_dir: Path | None) -> ServiceAddress:
    """Return where the service with these settings is. Raises ConfigError."""
    settings = load(config, {} if data_dir is None else {"data_dir": data_dir})
    return ServiceAddress(settings.mqtt.url, f"http://{settings.http.listen}", settings.data_dir / "admin-key")
