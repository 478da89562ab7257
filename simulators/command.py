"""What does `bysans simulate` do? Registers a simulated town and sends as its devices until it is told to stop."""

from pathlib import Path
from threading import Event
from typing import Annotated
from uuid import uuid4

import typer

from simulators.account import Account
from simulators.clock import RealClock
from simulators.publisher import Protocol, Publisher, PublisherError
from simulators.register import RegistrationError, Registry
from simulators.replay_air import replay
from simulators.run import run
from simulators.scene import Scene
from simulators.stopping import stop_with_parent, stopped_by_signals
from simulators.town import Size, town

DRAIN_S = 5.0
MOST_SIMULATED = 100_000


def simulate(
    *,
    mqtt: Annotated[str, typer.Option(help="the broker: mqtt://HOST:PORT, mqtts://… or unix:///PATH")] = "mqtt://127.0.0.1:1883",
    register: Annotated[str | None, typer.Option(metavar="KEY", help="register the town with this key (scope `devices`)")] = None,
    key_file: Annotated[Path | None, typer.Option(help="the same with a key in a file, out of sight of other users")] = None,
    api: Annotated[str, typer.Option(help="the HTTP API to register with")] = "http://127.0.0.1:8000",
    seed: Annotated[int, typer.Option(help="the same seed gives the same town and the same bytes")] = 1,
    sites: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 12,
    air: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED, help="air sensors")] = 30,
    bins: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 200,
    with_replay: Annotated[bool, typer.Option("--replay/--no-replay", help="also real hourly PM2.5 of 2020 under today's date")] = True,
    history_hours: Annotated[float, typer.Option(min=0, max=24 * 30, help="send so many past hours first")] = 12,
    history_rate: Annotated[float, typer.Option(min=1, help="readings a second while sending the past")] = 2000,
    speed: Annotated[float, typer.Option(min=0.01, max=100_000, help="above 1 the service must run with `--clock data`")] = 1,
    protocol: Annotated[Protocol, typer.Option(help="MQTT's version; every broker takes 3.1.1")] = "3.1.1",
    username: Annotated[str | None, typer.Option(help="to the broker")] = None,
    password_file: Annotated[Path | None, typer.Option(help="holds the broker's password")] = None,
    ca_file: Annotated[Path | None, typer.Option(help="the authority behind an mqtts:// broker")] = None,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True, help="end when standard input closes")] = False,
) -> None:
    """Act out a small town: air sensors, bins, and a replay of real hourly PM2.5."""
    stop = Event()
    try:
        scene = town(seed, Size(sites=sites, air=air, bins=bins))
        password = _secret(password_file) if password_file else None
        account = Account(client_id=f"bysans-sim-{uuid4().hex[:8]}", username=username, password=password, ca_file=ca_file)
        publisher = Publisher(mqtt, account, protocol=protocol, stop=stop)
        key = _secret(key_file) if key_file else register
        registry = Registry(url=api, key=key, wait=lambda seconds: not stop.wait(seconds)) if key is not None else None
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if with_replay:
        scene |= replay()
    if with_parent:
        stop_with_parent(stop)
    with stopped_by_signals(stop):
        try:
            if registry:
                _register(scene, registry)
            _send(scene, publisher, RealClock(stop, speed), history_s=history_hours * 3600, readings_per_s=history_rate)
        except (PublisherError, RegistrationError) as error:
            if not stop.is_set():
                typer.echo(str(error), err=True)
                raise typer.Exit(1) from error


def _register(scene: Scene, registry: Registry) -> None:
    count = registry.register(scene)
    typer.echo(f"registered {count} of {len(scene.sites) + len(scene.bins) + len(scene.devices)} things; the others were there", err=True)


def _send(scene: Scene, publisher: Publisher, clock: RealClock, *, history_s: float, readings_per_s: float) -> None:
    with publisher:
        typer.echo(f"{len(scene.senders)} simulated devices send to {publisher.url}, first their last {history_s / 3600:g} h", err=True)
        try:
            run(scene.senders, publisher.publish, clock, history_s=history_s, readings_per_s=readings_per_s)
        finally:
            publisher.drain(DRAIN_S)
            counts = publisher.counts
            typer.echo(f"sent {counts.sent} messages, {counts.acknowledged} acknowledged, {counts.refused} refused", err=True)


def _secret(path: Path) -> str:
    """Return what the file holds. Raises ValueError when it cannot be read."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ValueError(f"{path} cannot be read ({error.strerror}); name a readable file that holds the secret") from error
