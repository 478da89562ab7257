"""The command `simulate`: register a simulated town and send as its devices, live or through a scenario."""

from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from domain.count_of import count_of
from simulators.air.replay_air import replay
from simulators.clock import RealClock
from simulators.commands import options
from simulators.commands.execute import executor, register_scene, run_until_stopped
from simulators.commands.scenario_run import scenario_run
from simulators.commands.service_address import ConfigFile, DataDir, service_of
from simulators.commands.stop import stopped_after, stopped_with_parent
from simulators.faults.fault import KINDS, parse_fault
from simulators.scene import Scene
from simulators.send.destination import Destination
from simulators.send.live import run
from simulators.send.publisher import Protocol, Publisher
from simulators.town.town import Size, town

DRAIN_S = 5.0
MOST_SIMULATED = 100_000

Scenario = Annotated[str | None, typer.Argument(help="a scenario, `load`, or your own .toml; without: an ordinary town, live")]
WithReplay = Annotated[bool, typer.Option("--replay/--no-replay", help="live: also real hourly PM2.5 of 2020 under today's date")]
Rate = Annotated[float, typer.Option(min=0.01, help="scenario: messages a second at most")]
Speed = Annotated[
    float | None, typer.Option(min=0.01, max=100_000, help="times real time; above 1 the service must run with `--clock data`")
]
Start = Annotated[str | None, typer.Option(help="scenario: begin at this time (RFC 3339) instead of its own; `now` sends in real time")]
Faults = Annotated[
    list[str],
    typer.Option(metavar="NAME=RATE[@FROM-TO]", help=f"scenario: rate 0–1, FROM and TO in hours after the beginning; {', '.join(KINDS)}"),
]


def simulate(
    *,
    scenario: Scenario = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    mqtt: options.Mqtt = None,
    register: options.Register = None,
    key_file: options.KeyFile = None,
    no_register: options.NoRegister = False,
    api: options.Api = None,
    seed: Annotated[int, typer.Option(help="the same seed gives the same town and the same bytes")] = 1,
    sites: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 12,
    air: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED, help="air sensors; with `load` all devices")] = 30,
    bins: Annotated[int, typer.Option(min=0, max=MOST_SIMULATED)] = 200,
    with_replay: WithReplay = True,
    history_hours: Annotated[float, typer.Option(min=0, max=24 * 30, help="live: send so many past hours first")] = 12,
    history_rate: Annotated[float, typer.Option(min=1, help="live: readings a second while sending the past")] = 2000,
    speed: Speed = None,
    rate: Rate = 1000,
    start: Start = None,
    fault: Faults = [],  # noqa: B006 - typer copies it
    seconds: options.Seconds = None,
    ledger: options.LedgerFile = None,
    connections: options.Connections = 1,
    protocol: Annotated[Protocol, typer.Option(help="live: MQTT's version; every broker takes 3.1.1, as scenarios speak it")] = "3.1.1",
    username: options.Username = None,
    password_file: options.PasswordFile = None,
    ca_file: options.CaFile = None,
    with_parent: Annotated[bool, typer.Option("--with-parent", hidden=True, help="end when standard input closes")] = False,
) -> None:
    """Simulate a small town: air sensors and bins.

    Live, or through a scenario; with a ledger of what was sent.
    """
    stop = stopped_with_parent() if with_parent else Event()
    with options.wrong_use():
        service = service_of(config, data_dir)
        to = options.destination(service, mqtt, username, password_file, ca_file, api, register, key_file, no_register, stop)
        size = Size(sites=sites, air=air, bins=bins)
        if scenario is None:
            scene = _ordinary(seed, size, with_replay=with_replay, ledger=ledger)
            clock = RealClock(stop, speed or 1)
            execute = _live(scene, to, protocol, clock, stop, seconds, history_s=history_hours * 3600, readings_per_s=history_rate)
        else:
            begins, faults = options.moment(start, "--start"), [parse_fault(text) for text in fault]
            run = scenario_run(scenario, seed=seed, size=size, start=begins, rate=rate, faults=faults)
            execute = executor(run, to, options.pace(rate, speed, start), stop, connections=connections, seconds=seconds, ledger=ledger)
    options.lacks_key(service, to, no_register=no_register)
    run_until_stopped(execute, stop)


def _ordinary(seed: int, size: Size, *, with_replay: bool, ledger: Path | None) -> Scene:
    """Return the ordinary town, which never ends. Raises ValueError when a `ledger` of it is asked for."""
    if ledger is not None:
        raise ValueError("--ledger needs a scenario or `load`: a ledger is complete only when its run ends")
    return town(seed, size) | replay() if with_replay else town(seed, size)


def _live(
    scene: Scene,
    to: Destination,
    protocol: Protocol,
    clock: RealClock,
    stop: Event,
    seconds: float | None,
    *,
    history_s: float,
    readings_per_s: float,
) -> Callable[[], bool]:
    """Return a function that sends the scene's last `history_s` seconds, then goes on until it is stopped or `seconds` are over."""
    publisher = Publisher(to.broker, to.account, protocol=protocol, stop=stop, tell=options.say)

    def execute() -> bool:
        if to.registry:
            register_scene(scene, to.registry)
        with publisher, stopped_after(seconds, stop):
            senders = count_of(len(scene.senders), "simulated device sends", "simulated devices send")
            typer.echo(f"{senders} to {publisher.url}, first the last {history_s / 3600:g} h", err=True)
            try:
                run(scene.senders, publisher.publish, clock, history_s=history_s, readings_per_s=readings_per_s)
            finally:
                complete = publisher.drain(DRAIN_S)
                counts = publisher.counts
                typer.echo(
                    f"sent {count_of(counts.sent, 'message')}, {counts.acknowledged} acknowledged, {counts.refused} refused", err=True
                )
        return complete

    return execute
