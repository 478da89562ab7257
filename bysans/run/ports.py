"""Where `run` listens: three addresses, none of them asked for twice."""

from dataclasses import dataclass

import typer

from api.web.server.listener import CannotListenError, open_listener
from config.sections.address import on_loopback, parse_listen
from config.settings import Settings

_MQTT = "127.0.0.1:1883"


@dataclass(frozen=True, slots=True)
class Listening:
    """Host and port of each listener."""

    http: tuple[str, int]
    mqtt: tuple[str, int]
    mqtt5: tuple[str, int]

    def __post_init__(self) -> None:
        addresses = [text(address) for address in (self.http, self.mqtt, self.mqtt5)]
        if len(set(addresses)) < len(addresses):
            raise ValueError(f"each needs an address of its own, got {', '.join(addresses)}")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine reaches the pages."""
        return on_loopback(text(self.http))


def choose(settings: Settings, *, mqtt: str | None, mqtt5: str | None) -> Listening:
    """Settle every address; port 0 becomes a free one, and MQTT 5 is by default the port behind MQTT 3.1.1."""
    try:
        first = _free(*parse_listen(mqtt or _MQTT))
        behind = 0 if mqtt and mqtt.endswith(":0") else (first[1] + 1) % 65536
        second = _free(*parse_listen(mqtt5)) if mqtt5 else _free(first[0], behind)
        return Listening(_free(*parse_listen(settings.http.listen)), first, second)
    except (ValueError, CannotListenError) as error:
        typer.echo(f"--http, --mqtt or --mqtt5: {error}", err=True)
        raise typer.Exit(2) from error


def text(address: tuple[str, int]) -> str:
    """Write an address as HOST:PORT."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _free(host: str, port: int) -> tuple[str, int]:
    if port:
        return host, port
    with open_listener(text((host, 0))) as listener:
        return host, int(listener.getsockname()[1])
