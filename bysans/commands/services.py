"""The commands that start the service: `run` for everything at once, and one for each role."""

from typing import Annotated, Any, Literal

import typer

from bysans import roles
from bysans.broker import alone
from bysans.option_types import AliveFile, ConfigFile, DataDir, WithParent
from bysans.options import settings_from, wrong_settings
from bysans.run import ports
from bysans.run import run as everything
from config.broker.account import check_account
from config.sections.address import EMBEDDED

Address = Annotated[str | None, typer.Option(metavar="HOST:PORT")]


def run(
    config: ConfigFile = None,
    data_dir: DataDir = None,
    http: Address = None,
    mqtt: Address = None,
    mqtt5: Annotated[str | None, typer.Option(hidden=True)] = None,
    simulators: Annotated[bool, typer.Option("--simulators/--no-simulators", help="Send a simulated town's readings.")] = True,
    clock: Annotated[
        Literal["world", "data"], typer.Option(help="`data`: the time is the newest reading's; then no town sends.")
    ] = "world",
) -> None:
    """Run everything here: broker, roles, pages, simulated town."""
    if mqtt5 is not None:
        typer.echo(
            "--mqtt5: the embedded broker speaks MQTT 3.1.1, to which devices fall back; for 5 name a broker that has it: mqtt.url",
            err=True,
        )
        raise typer.Exit(2)
    overrides: dict[str, Any] = {"http": {"listen": http}} if http else {}
    if mqtt:
        overrides["broker"] = {"listen": mqtt}
    if clock == "data":
        overrides["clock"] = clock
    settings = settings_from(config, data_dir, **overrides)
    if settings.mqtt.url != EMBEDDED:
        with wrong_settings():
            check_account(settings.mqtt)  # else each role would end by it, again and again
    listening = ports.choose(settings)
    settings = settings.model_copy(update={"broker": settings.broker.model_copy(update={"listen": ports.text(listening.mqtt)})})
    everything.run(settings, config, listening, simulators=simulators and settings.clock == "world")


def broker(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False) -> None:
    """Take messages from devices until ingest has them.

    It keeps them on disk.
    """
    alone.run(settings_from(config, data_dir), with_parent=with_parent)


def ingest(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False, alive_file: AliveFile = None) -> None:
    """Take readings from the broker into the stores."""
    roles.run_role("ingest", roles.run_ingest, settings_from(config, data_dir), with_parent=with_parent, alive_file=alive_file)


def watch(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False, alive_file: AliveFile = None) -> None:
    """Work out what follows from stored readings."""
    roles.run_role("watch", roles.run_watch, settings_from(config, data_dir), with_parent=with_parent, alive_file=alive_file)


def api(config: ConfigFile = None, data_dir: DataDir = None, with_parent: WithParent = False, alive_file: AliveFile = None) -> None:
    """Serve the HTTP API and the pages."""
    roles.run_role("api", roles.run_api, settings_from(config, data_dir), with_parent=with_parent, alive_file=alive_file)
