"""The command line: each command reads its settings and hands over to its role."""

from typing import Annotated, Any, Literal

import typer

from bysans import roles
from bysans.commands import check as checks
from bysans.commands.backtest import backtest
from bysans.commands.backup import backup, restore
from bysans.commands.keys import keys_app
from bysans.commands.verify import verify
from bysans.lazy_commands import LazyCommands
from bysans.options import ConfigFile, DataDir, Version, WithParent, settings_from
from bysans.run import ports
from bysans.run import run as town
from simulators.commands.replay import replay
from simulators.commands.simulate import simulate

app = typer.Typer(cls=LazyCommands, no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(keys_app, name="keys")
app.command("simulate")(simulate)
app.command("replay")(replay)
app.command("verify")(verify)
app.command()(backtest)
app.command()(backup)
app.command()(restore)

Address = Annotated[str | None, typer.Option(metavar="HOST:PORT")]


@app.callback()
def bysans(_version: Version = False) -> None:
    """Bysans: the sensor service a municipality trusts."""


@app.command()
def run(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    http: Address = None,
    mqtt: Address = None,
    mqtt5: Address = None,
    simulators: Annotated[bool, typer.Option("--simulators/--no-simulators", help="Send a simulated town's readings.")] = True,
    clock: Annotated[
        Literal["world", "data"], typer.Option(help="`data`: the time is the newest reading's; then no town sends.")
    ] = "world",
) -> None:
    """Run everything here: broker, all roles, pages and a simulated town."""
    overrides: dict[str, Any] = {"http": {"listen": http}} if http else {}
    if clock == "data":
        overrides["clock"] = clock
    settings = settings_from(config, data_dir, **overrides)
    town.run(settings, config, ports.choose(settings, mqtt=mqtt, mqtt5=mqtt5), simulators=simulators and settings.clock == "world")


@app.command()
def ingest(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False) -> None:
    """Take readings from the broker into the stores."""
    roles.run_role("ingest", roles.run_ingest, settings_from(config, data_dir), with_parent=with_parent)


@app.command()
def watch(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False) -> None:
    """Work out what follows from stored readings."""
    roles.run_role("watch", roles.run_watch, settings_from(config, data_dir), with_parent=with_parent)


@app.command()
def api(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False) -> None:
    """Serve the HTTP API and the pages."""
    roles.run_role("api", roles.run_api, settings_from(config, data_dir), with_parent=with_parent)


@app.command()
def check(config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Try configuration, connections and permissions: a line each, ok or what to do."""
    if not checks.run(settings_from(config, data_dir)):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
