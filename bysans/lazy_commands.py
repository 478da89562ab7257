"""Which commands bring libraries that the others don't need, and are imported only when they are asked for?"""

from importlib import import_module
from typing import Any

from typer.core import TyperGroup
from typer.main import get_group

# The API's models come with FastAPI, half a second that ingest and watch would pay at every start.
_APPS = {"devices": "bysans.commands.devices:devices_app", "report": "bysans.commands.report:report_app"}


class LazyCommands(TyperGroup):
    """The commands that are there from the start, and those of `_APPS`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every command's name."""
        return [*super().list_commands(ctx), *_APPS]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, or None where there is none of that name."""
        if cmd_name not in _APPS:
            return super().get_command(ctx, cmd_name)
        module, app = _APPS[cmd_name].split(":")
        command = get_group(getattr(import_module(module), app))
        command.name = cmd_name
        return command
