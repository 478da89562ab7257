"""What does `bysans replay FILE.csv` do? Registers the file's devices and sends what they measured, in order of time."""

from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from simulators.commands import options
from simulators.commands.perform import carried_out, performing
from simulators.commands.scenario_run import Performance
from simulators.commands.service_address import ConfigFile, DataDir, service_of
from simulators.csv_replay.csv_readings import CsvContent, read_csv
from simulators.csv_replay.replay_csv import Replay, first_time


def replay(
    *,
    files: Annotated[list[Path], typer.Argument(metavar="FILE.csv...", help="plain or .gz; several are sent as one, in order of time")],
    chosen: Annotated[
        list[str],
        typer.Option("--map", metavar="MAP", help="WHAT=COLUMN, several times; or a map's name or .toml; without: what the header tells"),
    ] = [],  # noqa: B006 - typer copies it
    device: Annotated[str | None, typer.Option(help="the device's id, where no column says; default the file's name")] = None,
    since: Annotated[str | None, typer.Option(help="leave out what is before this time (RFC 3339)")] = None,
    until: Annotated[str | None, typer.Option(help="leave out what is not before this time (RFC 3339)")] = None,
    start: Annotated[
        str | None, typer.Option(help="move all times so that the first is this (RFC 3339) or `now`: then in real time")
    ] = None,
    speed: Annotated[float | None, typer.Option(min=0.01, max=1e7, help="times real time; default as fast as --rate allows")] = None,
    rate: Annotated[float, typer.Option(min=0.01, help="messages a second at most")] = 1000,
    seconds: options.Seconds = None,
    ledger: options.LedgerFile = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
    mqtt: options.Mqtt = None,
    register: options.Register = None,
    key_file: options.KeyFile = None,
    api: options.Api = None,
    connections: options.Connections = 1,
    username: options.Username = None,
    password_file: options.PasswordFile = None,
    ca_file: options.CaFile = None,
) -> None:
    """Send what a CSV file says was measured; to live through it, run the service with `--clock data`."""
    stop = Event()
    with options.wrong_use():
        to = options.destination(service_of(config, data_dir), mqtt, username, password_file, ca_file, api, register, key_file, stop)
        what = _performance([_read(path, chosen, device, since, until) for path in files], start)
        act = performing(what, to, options.pace(rate, speed, start), stop, connections=connections, seconds=seconds, ledger=ledger)
    carried_out(act, stop)


def _read(path: Path, chosen: list[str], device: str | None, since: str | None, until: str | None) -> CsvContent:
    """Read a file and say what of it is used and what is not. Raises ValueError, TomlFileError."""
    content = read_csv(path, chosen, device)
    unused = f"; not read: {', '.join(content.unused)}" if content.unused else ""
    typer.echo(f"{path}: {len(content.readings)} readings of {len({one.device for one in content.readings})} devices{unused}", err=True)
    for sentence in content.examples:
        typer.echo(f"  {sentence}", err=True)
    if content.skipped:
        typer.echo(f"  {content.skipped} rows or cells are left out, the first few above", err=True)
    first, last = options.moment(since, "--since"), options.moment(until, "--until")
    content.readings = [
        one
        for one in content.readings
        if (first is None or one.time >= first.timestamp() * 1000) and (last is None or one.time < last.timestamp() * 1000)
    ]
    return content


def _performance(contents: list[CsvContent], start: str | None) -> Performance:
    """Return what is sent. Raises ValueError when there is nothing."""
    begins, moved = first_time(contents), options.moment(start, "--start")
    shown = Replay(contents=contents, shift=0 if moved is None else round(moved.timestamp() * 1000) - begins)
    count = sum(len(content.readings) for content in contents)
    name = f"replay of {', '.join(content.path.name for content in contents)}"
    return Performance(name=name, seed=None, scene=shown.scene(), messages=shown.messages(), done=lambda sent, _: sent / count)
