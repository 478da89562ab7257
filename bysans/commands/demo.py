"""`bysans demo outage`: kills broker and ingest under load, before your eyes, and counts what is left."""

import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from urllib.error import URLError
from urllib.request import urlopen

import typer
from rich.console import Console
from rich.table import Table

from bysans.clock import now
from bysans.logs import configure
from bysans.run import ports, run
from bysans.run.admin_key import ensure_admin_key
from bysans.run.ports import Listening, text
from bysans.supervisor import Supervisor
from config.broker.embedded import broker_url
from config.settings import Settings, load
from domain.count_of import count_of
from storage.state.engine import State

demo_app = typer.Typer(no_args_is_help=True, help="Show what Bysans promises, on this machine.")

_TURNS = (("broker",), ("ingest",), ("broker", "ingest"))
_PATIENCE_S = 240.0
_ASK_S = 0.2
_CALM_S = 2.0  # under load between two kills


@demo_app.callback()
def demo() -> None:
    """Show what Bysans promises, on this machine."""


@demo_app.command("outage")
def outage(
    kills: Annotated[int, typer.Option(min=1, max=100, help="how often something is killed")] = 6,
    rate: Annotated[float, typer.Option(min=1, max=2000, help="messages a second")] = 300,
) -> None:
    """Kill broker and ingest under load, and count what the service still has.

    In a folder and on ports of its own; exit code 1 when anything that the broker acknowledged is missing or doubled.
    """
    with TemporaryDirectory(prefix="bysans-demo-") as folder:
        settings = _settings(Path(folder))
        listening = ports.choose(settings)
        settings = settings.model_copy(update={"broker": settings.broker.model_copy(update={"listen": text(listening.mqtt)})})
        Path(settings.data_dir).mkdir()
        with closing(State(settings.state_url)) as state:
            key = ensure_admin_key(settings.data_dir, state, now())
            log = Path(folder) / "service.log"
            raise typer.Exit(_shown(settings, listening, state, key, log, kills, rate))


def _settings(folder: Path) -> Settings:
    return load(None, {"data_dir": folder / "data", "http": {"listen": "127.0.0.1:0"}, "broker": {"listen": "127.0.0.1:0"}})


def _shown(settings: Settings, listening: Listening, state: State, key: Path, log: Path, kills: int, rate: float) -> int:
    """Run the service, the load and the kills; return `verify`'s exit code."""
    configure("demo", level=logging.CRITICAL)  # that something died is no news here
    stop = threading.Event()
    supervisor = Supervisor(run.environment(settings, listening, simulators=False), output=log)
    typer.echo("Starting the broker, ingest, watch and the API …")
    with run.started(supervisor, settings, None, listening, state, stop):
        watching = threading.Thread(target=supervisor.watch, args=(stop,))
        watching.start()
        try:
            return _under_load(supervisor, settings, listening, key, kills, rate)
        finally:
            stop.set()
            watching.join()


def _under_load(supervisor: Supervisor, settings: Settings, listening: Listening, key: Path, kills: int, rate: float) -> int:
    address, ledger = f"http://{text(listening.http)}", settings.data_dir / "ledger"
    service = ["--api", address, "--key-file", str(key)]
    load = ["simulate", "load", "--rate", str(rate), "--mqtt", broker_url(settings), "--ledger", str(ledger), *service]
    typer.echo(f"30 devices send {rate:g} messages a second. Killing (kill -9), {count_of(kills, 'time')}:")
    with subprocess.Popen([sys.executable, "-P", "-m", "bysans", *load], stderr=subprocess.DEVNULL) as sender:  # noqa: S603 - our own program
        _wait_until(lambda: _stored(address) > rate)
        rows = [_killed(supervisor, _TURNS[number % len(_TURNS)], address, rate) for number in range(kills)]
        sender.terminate()
    _table(rows)
    typer.echo("Comparing what was acknowledged with what the service has:")
    return subprocess.run([sys.executable, "-P", "-m", "bysans", "verify", str(ledger), *service], check=False).returncode  # noqa: S603


def _killed(supervisor: Supervisor, names: tuple[str, ...], address: str, rate: float) -> tuple[str, float]:
    """Kill some at once; return who it was and how long (s) it took until a second's readings more were stored."""
    time.sleep(_CALM_S)
    stored, began = _stored(address), time.monotonic()
    for name in names:
        supervisor.kill(name)
    _wait_until(lambda: _stored(address) >= stored + rate)
    who, seconds = " and ".join(names), time.monotonic() - began
    typer.echo(f"  {who}: stored again after {seconds:.1f} s, {count_of(_stored(address), 'reading')} by now")
    return who, seconds


def _table(rows: list[tuple[str, float]]) -> None:
    table = Table("killed under load", "stored again after")
    for who, seconds in rows:
        table.add_row(who, f"{seconds:.1f} s")
    Console().print(table)


def _stored(address: str) -> int:
    """Return how many readings the service says it has stored; 0 while it does not answer."""
    try:
        with urlopen(f"{address}/metrics", timeout=5) as answer:  # noqa: S310 - our own http address
            lines = answer.read().decode().splitlines()
    except (URLError, OSError):
        return 0
    return sum(int(float(line.rpartition(" ")[2])) for line in lines if line.startswith("bysans_stored_total"))


def _wait_until(condition: Callable[[], bool]) -> None:
    """Wait until the condition holds; where it does not within minutes, end with exit code 1 and a sentence."""
    end = time.monotonic() + _PATIENCE_S
    while not condition():
        if time.monotonic() > end:
            typer.echo(f"nothing more was stored for {_PATIENCE_S:g} s: this machine is too busy, or something is broken", err=True)
            raise typer.Exit(1)
        time.sleep(_ASK_S)
