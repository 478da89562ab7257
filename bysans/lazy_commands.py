"""The commands by name, each imported only when it is called: help, version and completion need none of them."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

# What a command does, and where it stands: a function, or a typer application of several commands.
COMMANDS = {
    "run": ("Run everything here: broker, roles, pages, simulated town.", "bysans.commands.services:run"),
    "broker": ("Take messages from devices until ingest has them.", "bysans.commands.services:broker"),
    "ingest": ("Take readings from the broker into the stores.", "bysans.commands.services:ingest"),
    "watch": ("Work out what follows from stored readings.", "bysans.commands.services:watch"),
    "api": ("Serve the HTTP API and the pages.", "bysans.commands.services:api"),
    "check": ("Try configuration, connections and permissions.", "bysans.commands.check:check"),
    "health": ("Ask whether a running role works.", "bysans.commands.health:health"),
    "influxdb-tokens": ("Make InfluxDB tokens with least privilege.", "bysans.commands.influxdb_tokens:influxdb_tokens"),
    "keys": ("Create, list, rotate and revoke API keys.", "bysans.commands.keys:keys_app"),
    "audit": ("List, export and verify the log of every change.", "bysans.audit.command:audit_app"),
    "devices": ("Import and export the device list; give passwords.", "bysans.commands.devices:devices_app"),
    "decode": ("Show what Bysans makes of a message.", "bysans.commands.decode:decode"),
    "send": ("Send a reading, and say what became of it.", "bysans.commands.send:send"),
    "tail": ("Follow readings, alerts, triggers and refusals.", "bysans.commands.tail:tail"),
    "trace": ("Follow a message to what came of it, and back.", "bysans.trace.command:trace"),
    "import": ("Register sites, bins or devices from CSV or XLSX.", "bysans.commands.import_table:import_table"),
    "dryrun": ("Say what last year's emptyings would have come to with Bysans.", "bysans.dryrun.command:dryrun"),
    "models": ("Bring in, update, try and list device models.", "bysans.commands.models:models_app"),
    "report": ("Print what the data say about a time.", "bysans.commands.report:report_app"),
    "backup": (
        "Back up all stores and the ingest log.",
        "bysans.backup.command:backup",
    ),
    "restore": (
        "Restore a backup into empty stores.",
        "bysans.backup.command:restore",
    ),
    "drill": ("Try the way back: back up, restore elsewhere, compare.", "bysans.backup.drill:drill"),
    "rebuild": ("Write the readings of the log's kept days again.", "bysans.commands.rebuild:rebuild_readings"),
    "simulate": (
        "Simulate a small town: air sensors and bins.",
        "simulators.commands.simulate:simulate",
    ),
    "replay": (
        "Send the readings of a CSV file.",
        "simulators.commands.replay:replay",
    ),
    "verify": ("Check that the service has all that a ledger says was sent.", "bysans.commands.verify:verify"),
    "demo": ("Show what Bysans promises, on this machine.", "bysans.commands.demo:demo_app"),
    "backtest": ("Measure the forecasts on recorded bins.", "bysans.commands.backtest:backtest"),
}


class LazyCommands(TyperGroup):
    """The commands of `COMMANDS`; listed by what they do, imported when they are resolved."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, help=purpose) for name, (purpose, _) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the name, the command itself and what is left of `args`."""
        name, listed, rest = super().resolve_command(ctx, args)
        return name, imported(name) if name and listed else None, rest


def imported(name: str) -> Any:
    """Return the command of a name of `COMMANDS`, its module imported."""
    module, member = COMMANDS[name][1].split(":")
    attribute = getattr(import_module(module), member)
    if isinstance(attribute, typer.Typer):
        command: Any = get_group(attribute)
    else:
        app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
        app.command()(attribute)
        command = get_command(app)
    command.name = name
    return command
