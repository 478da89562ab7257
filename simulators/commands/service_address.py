"""The addresses and the key of the service on this machine, used where the command line names none."""

from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from config.broker.account import broker_password
from config.broker.embedded import broker_url, with_broker
from config.sections.address import EMBEDDED
from config.sections.running_service import listening
from config.settings import Settings, load
from simulators.send.destination import Account

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE.toml", help="the service's settings file: where it is")]
DataDir = Annotated[
    Path | None, typer.Option("--data-dir", metavar="DIR", help="the service's data folder: its addresses and admin key lie there")
]


class ServiceAddress(NamedTuple):
    """A service's addresses, and the file in which `bysans run` leaves its admin key.

    `account`: who we are to a broker of its own that wants to know; None where anybody may send. `protocol`: MQTT's version there,
    None where it has to be asked.
    """

    broker: str
    protocol: Literal["5", "3.1.1"] | None
    account: Account | None
    api: str
    key_file: Path


def service_of(config: Path | None, data_dir: Path | None) -> ServiceAddress:
    """Return where the service with these settings is: what runs in the data folder says so itself. Raises ConfigError."""
    given = {} if data_dir is None else {"data_dir": data_dir}
    settings = load(config, given)
    if running := listening(settings.data_dir):
        settings = load(config, {**given, **running})
    return ServiceAddress(
        broker=broker_url(settings),
        protocol="3.1.1" if settings.mqtt.url == EMBEDDED else None,
        account=_account(settings),
        api=f"http://{settings.http.listen}",
        key_file=settings.data_dir / "admin-key",
    )


def _account(settings: Settings) -> Account | None:
    """Return the service's own account, which may send for every device: whoever reads its data folder simulates them."""
    if settings.mqtt.url != EMBEDDED or not (settings.broker.needs_passwords or settings.broker.tls):
        return None
    mqtt = with_broker(settings).mqtt
    return Account(client_id="", username=mqtt.username, password=broker_password(mqtt), certificate_file=mqtt.certificate_file)
