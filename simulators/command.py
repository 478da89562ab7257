"""What does `bysans simulate` do? Registers a simulated town and sends as its devices: live, or through a scenario."""

from collections.abc import Callable
from threading import Event
from typing import Annotated

import typer

from simulators import options
from simulators.clock import RealClock
from simulators.fault import KINDS, parse_fault
from simulators.performance import prepare
from simulators.performing import carried_out, performing, register_scene
from simulators.publisher import Protocol, Publisher
from simulators.register import Registry
from simulators.replay_air import replay
from simulators.run import run
from simulators.scene import Scene
from simulators.stopping import stop_with_parent
from simulators.toml_file import TomlFileError
from simulators.town import Size, town

DRAIN_S = 5.0
MOST_SIMULATED = 100_000


def simulate(
    *,
    scenario: Annotated[str | None, typer.Argument(help="a scenario, `load`, or your own .toml; without: an ordinary town, live")] = None,
    mqtt: options.Mqtt = options.BROKER,
    register: options.Register = None,
    key_file: options.KeyFile = None,
    api: options.Api = options.API,
    seed: Annotated[int, typer.Option(help="the same seed gives the same town and the same bytes")] = 1,
    sites: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 12,
    air: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED, help="air sensors; with `load` all devices")] = 30,
    bins: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 200,
    with_replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="live: also real hourly PM2.5 of 2020 under today's date")
    ] = True,
    history_hours: Annotated[float, typer.Option(min=0, max=24 * 30, help="live: send so many past hours first")] = 12,
    history_rate: Annotated[float, typer.Option(min=1, help="live: readings a second while sending the past")] = 2000,
    speed: Annotated[
        float | None, typer.Option(min=0.01, max=100_000, help="times real time; above 1 the service must run with `--clock data`")
    ] = None,
    rate: Annotated[float, typer.Option(min=0.01, help="scenario: messages a second at most")] = 1000,
    start: Annotated[
        str | None, typer.Option(help="scenario: begin at this time (RFC 3339), not at its own; with `now` in real time")
    ] = None,
    fault: Annotated[
        list[str],
        typer.Option(metavar="NAME=RATE[@FROM-TO]", help=f"scenario: rate 0–1, from and to hours after the beginning; {', '.join(KINDS)}"),
    ] = [],  # noqa: B006 - typer copies it
    seconds: options.Seconds = None,
    ledger: options.LedgerFile = None,
    connections: options.Connections = 1,
    protocol: Annotated[Protocol, typer.Option(help="live: MQTT's version; every broker takes 3.1.1, as scenarios speak it")] = "3.1.1",
    username: options.Username = None,
    password_file: options.PasswordFile = None,
    ca_file: options.CaFile = None,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True, help="end when standard input closes")] = False,
) -> None:
    """Act out a small town: air sensors and bins, live or through a scenario, with a ledger of what was sent."""
    stop = Event()
    if with_parent:
        stop_with_parent(stop)
    try:
        account = options.account(username, password_file, ca_file)
        registry = options.registry(api, register, key_file, stop)
        size = Size(sites=sites, air=air, bins=bins)
        if scenario is None and ledger is not None:
            raise typer.BadParameter("--ledger needs a scenario, or `load`: a ledger is whole when its run has an end")
        if scenario is None:
            act = _live(
                town(seed, size) | replay() if with_replay else town(seed, size),
                Publisher(mqtt, account, protocol=protocol, stop=stop),
                registry,
                RealClock(stop, 1 if speed is None else speed),
                history_s=history_hours * 3600,
                readings_per_s=history_rate,
            )
        else:
            start_at = options.moment(start, "--start")
            what = prepare(scenario, seed=seed, size=size, start=start_at, rate=rate, faults=[parse_fault(text) for text in fault])
            pace = options.pace(rate, speed, start)
            act = performing(what, mqtt, account, registry, stop=stop, pace=pace, connections=connections, seconds=seconds, ledger=ledger)
    except (ValueError, TomlFileError) as error:
        raise typer.BadParameter(str(error)) from error
    carried_out(act, stop)


def _live(
    scene: Scene, publisher: Publisher, registry: Registry | None, clock: RealClock, *, history_s: float, readings_per_s: float
) -> Callable[[], bool]:
    """Return what sends the scene's last `history_s` seconds, then goes on until it is stopped."""

    def act() -> bool:
        if registry:
            register_scene(scene, registry)
        with publisher:
            typer.echo(f"{len(scene.senders)} simulated devices send to {publisher.url}, first their last {history_s / 3600:g} h", err=True)
            try:
                run(scene.senders, publisher.publish, clock, history_s=history_s, readings_per_s=readings_per_s)
            finally:
                publisher.drain(DRAIN_S)
                counts = publisher.counts
                typer.echo(f"sent {counts.sent} messages, {counts.acknowledged} acknowledged, {counts.refused} refused", err=True)
        return True

    return act
