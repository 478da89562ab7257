"""The options that `simulate` and `replay` share, and the values made of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Annotated
from uuid import uuid4

import typer

from config.toml_file import ConfigError
from simulators.commands.service_address import ServiceAddress
from simulators.send.destination import Account, Destination
from simulators.send.playback import Pace
from simulators.send.registry_client import RegistryClient

Mqtt = Annotated[str | None, typer.Option(help="the broker: mqtt://HOST:PORT, mqtts://… or unix:///PATH; default the settings' mqtt.url")]
Api = Annotated[str | None, typer.Option(help="the HTTP API to register with; default at the settings' http.listen")]
Register = Annotated[str | None, typer.Option(metavar="KEY", help="register the devices with this key (scope `devices`)")]
KeyFile = Annotated[Path | None, typer.Option(help="the same with a key in a file; default the data folder's admin-key where it is there")]
NoRegister = Annotated[bool, typer.Option("--no-register", help="register nothing: the devices are registered already, or need not be")]
Connections = Annotated[int, typer.Option(min=1, max=1000, help="connections that the devices share")]
Username = Annotated[str | None, typer.Option(help="to the broker")]
PasswordFile = Annotated[Path | None, typer.Option(help="holds the broker's password")]
CaFile = Annotated[Path | None, typer.Option(help="the certificate authority of an mqtts:// broker")]
Seconds = Annotated[float | None, typer.Option(min=0.1, help="stop after so many real seconds")]
LedgerFile = Annotated[Path | None, typer.Option(help="write what was sent here, for `bysans verify`")]


def destination(
    service: ServiceAddress,
    broker: str | None,
    username: str | None,
    password_file: Path | None,
    ca_file: Path | None,
    api: str | None,
    register: str | None,
    key_file: Path | None,
    no_register: bool,
    stop: Event,
) -> Destination:
    """Return where to send: to `service` unless an option names another. Raises ValueError for an unreadable file or a wrong address."""
    password = secret(password_file) if password_file else None
    account = Account(client_id="", username=username, password=password, ca_file=ca_file)
    if broker is None and username is None and service.account is not None:
        account = service.account
    account = replace(account, client_id=f"bysans-sim-{uuid4().hex[:8]}")
    registry = None if no_register else _registry(service, api, register, key_file, stop)
    protocol = service.protocol if broker is None else None
    return Destination(broker=broker or service.broker, account=account, registry=registry, protocol=protocol)


def lacks_key(service: ServiceAddress, to: Destination, *, no_register: bool, consequence: str = "") -> bool:
    """Return whether devices should be registered and no key is there; then say so, after the `consequence`, and what to do."""
    if to.registry is not None or no_register:
        return False
    say(
        f"{consequence}no key, so no device is registered, and what an unknown device sends is not stored: give --register KEY or "
        f"--key-file FILE ({service.key_file} is not there; see --data-dir), or --no-register where that is meant"
    )
    return True


def _registry(service: ServiceAddress, api: str | None, register: str | None, key_file: Path | None, stop: Event) -> RegistryClient | None:
    """Return the registry; None without a key, given by an option or left by `bysans run` in the data folder."""
    if register is None and key_file is None and service.key_file.exists():
        key_file = service.key_file
    key = secret(key_file) if key_file else register
    return None if key is None else RegistryClient(url=api or service.api, key=key, wait=lambda seconds: not stop.wait(seconds), tell=say)


def say(sentence: str) -> None:
    """Tell the person at the terminal how it goes; standard output is for results."""
    typer.echo(sentence, err=True)


@contextmanager
def wrong_use() -> Iterator[None]:
    """Let a wrong option end the program with exit code 2 and a sentence."""
    try:
        yield
    except (ValueError, ConfigError) as error:
        raise typer.BadParameter(str(error)) from error


def pace(rate: float, speed: float | None, start: str | None) -> Pace:
    """Return how fast to send: a run that begins `now` goes on in real time by default, because no device measures the future."""
    return Pace(rate=rate, speed=1 if speed is None and start == "now" else speed)


def moment(text: str | None, name: str) -> datetime | None:
    """Read a time that the option `name` gives. Raises ValueError."""
    if text is None or text == "now":
        return None if text is None else datetime.now(UTC)
    try:
        read = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{name} {text} is not a time: write it as 2026-01-31T12:00:00+01:00") from error
    if read.tzinfo is None:
        raise ValueError(f"{name} {text} has no offset: write it as 2026-01-31T12:00:00+01:00")
    return read


def secret(path: Path) -> str:
    """Return what the file holds. Raises ValueError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ValueError(f"{path} cannot be read ({reason}); name a readable file that holds the secret") from error
