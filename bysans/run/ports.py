"""Where `run` listens: for pages and for devices."""

from contextlib import ExitStack
from dataclasses import dataclass

import typer

from api.web.server.listener import CannotListenError, open_listener
from config.sections.address import on_loopback, parse_listen
from config.settings import Settings


@dataclass(frozen=True, slots=True)
class Listening:
    """Host and port of each listener."""

    http: tuple[str, int]
    mqtt: tuple[str, int]

    def __post_init__(self) -> None:
        if self.http == self.mqtt:
            raise ValueError(f"each needs an address of its own, got {text(self.http)} twice")

    @property
    def on_loopback(self) -> bool:
        """Whether only this machine reaches the pages."""
        return on_loopback(text(self.http))


def choose(settings: Settings) -> Listening:
    """Settle both addresses; port 0 becomes a free one. A wrong one ends the program with exit code 2 and a sentence."""
    try:
        with ExitStack() as held:  # a port that is given back may be the next one that is given out
            return Listening(_free(settings.http.listen, held), _free(settings.broker.listen, held))
    except (ValueError, CannotListenError) as error:
        typer.echo(f"--http or --mqtt: {error}", err=True)
        raise typer.Exit(2) from error


def text(address: tuple[str, int]) -> str:
    """Write an address as HOST:PORT."""
    host, port = address
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _free(listen: str, held: ExitStack) -> tuple[str, int]:
    host, port = parse_listen(listen)
    if port:
        return host, port
    return host, int(held.enter_context(open_listener(text((host, 0)))).getsockname()[1])
