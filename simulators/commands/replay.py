"""The command `replay`: register the devices of CSV files and send what they measured, in order of time."""

from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from domain.count_of import count_of
from simulators.commands import options
from simulators.commands.execute import executor, run_until_stopped
from simulators.commands.scenario_run import SimulatedRun
from simulators.commands.service_address import ConfigFile, DataDir, service_of
from simulators.csv_replay.csv_readings import CsvContent, read_csv
from simulators.csv_replay.replay_csv import Replay, first_time

Files = Annotated[list[Path], typer.Argument(metavar="FILE.csv...", help="plain or .gz; several are merged in order of time")]
Columns = Annotated[
    list[str],
    typer.Option(
        "--map", metavar="MAP", help="WHAT=COLUMN, may be repeated; or the name of a map, or a .toml file; default: guessed from the header"
    ),
]
Device = Annotated[str | None, typer.Option(help="the device's id if no column has it; default: the file's name")]
Since = Annotated[str | None, typer.Option(help="skip readings before this time (RFC 3339)")]
Until = Annotated[str | None, typer.Option(help="skip readings at or after this time (RFC 3339)")]
Start = Annotated[
    str | None, typer.Option(help="shift all times so that the first is this (RFC 3339), or `now`, which then sends in real time")
]
Speed = Annotated[float | None, typer.Option(min=0.01, max=1e7, help="times real time; default: as fast as --rate allows")]
Rate = Annotated[float, typer.Option(min=0.01, help="messages a second at most")]
AsJson = Annotated[bool, typer.Option("--json", help="what it came to as JSON on standard output")]


def replay(
    *,
    files: Files,
    chosen: Columns = [],  # noqa: B006 - typer copies it
    device: Device = None,
    since: Since = None,
    until: Until = None,
    start: Start = None,
    speed: Speed = None,
    rate: Rate = 1000,
    seconds: options.Seconds = None,
    ledger: options.LedgerFile = None,
    as_json: AsJson = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    mqtt: options.Mqtt = None,
    register: options.Register = None,
    key_file: options.KeyFile = None,
    no_register: options.NoRegister = False,
    api: options.Api = None,
    connections: options.Connections = 1,
    username: options.Username = None,
    password_file: options.PasswordFile = None,
    ca_file: options.CaFile = None,
) -> None:
    """Send the readings of a CSV file.

    To see them as they happened, run the service with `--clock data`.
    """
    stop = Event()
    with options.wrong_use():
        service = service_of(config, data_dir)
        to = options.destination(service, mqtt, username, password_file, ca_file, api, register, key_file, no_register, stop)
        run = _replay([_read(path, chosen, device, since, until) for path in files], start)
        pace = options.pace(rate, speed, start)
        execute = executor(run, to, pace, stop, connections=connections, seconds=seconds, ledger=ledger, as_json=as_json)
    if options.lacks_key(service, to, no_register=no_register, consequence="nothing is sent: "):
        raise typer.Exit(1)
    run_until_stopped(execute, stop)


def _read(path: Path, chosen: list[str], device: str | None, since: str | None, until: str | None) -> CsvContent:
    """Read a file and report what is used and what is skipped. Raises ValueError, ConfigError."""
    content = read_csv(path, chosen, device)
    devices = count_of(len({reading.device for reading in content.readings}), "device")
    unused = f"; not read: {', '.join(content.unused)}" if content.unused else ""
    typer.echo(f"{path}: {count_of(len(content.readings), 'reading')} of {devices}{unused}", err=True)
    for sentence in content.examples:
        typer.echo(f"  {sentence}", err=True)
    if content.skipped:
        listed = "listed" if content.skipped <= len(content.examples) else "the first are listed"
        typer.echo(f"  {count_of(content.skipped, 'cell')} skipped ({listed} above)", err=True)
    first, last = options.moment(since, "--since"), options.moment(until, "--until")
    content.readings = [
        reading
        for reading in content.readings
        if (first is None or reading.time >= first.timestamp() * 1000) and (last is None or reading.time < last.timestamp() * 1000)
    ]
    return content


def _replay(contents: list[CsvContent], start: str | None) -> SimulatedRun:
    """Return the run. Raises ValueError when no row can be sent."""
    begins, start_at = first_time(contents), options.moment(start, "--start")
    readings = Replay(contents=contents, shift=0 if start_at is None else round(start_at.timestamp() * 1000) - begins)
    count = sum(len(content.readings) for content in contents)
    name = f"replay of {', '.join(content.path.name for content in contents)}"
    return SimulatedRun(name=name, seed=None, scene=readings.scene(), messages=readings.messages(), done=lambda sent, _: sent / count)
