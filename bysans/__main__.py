"""The command line."""

import sys
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from bysans.lazy_commands import LazyCommands

app = typer.Typer(cls=LazyCommands, no_args_is_help=True, pretty_exceptions_enable=False, rich_markup_mode=None)


def _say_version(is_asked_for: bool) -> None:
    if is_asked_for:
        typer.echo(f"bysans {metadata.version('bysans')}")
        raise typer.Exit


@app.callback()
def bysans(
    _version: Annotated[bool, typer.Option("--version", is_eager=True, callback=_say_version, help="Say which version this is.")] = False,
) -> None:
    """Bysans: the sensor service a municipality trusts."""


def main() -> None:
    """Run the command line."""
    leave_current_folder(sys.path)
    app()


def leave_current_folder(path: list[str]) -> None:
    """Take the current folder out of where modules are looked for, where `python -m` put it: a `config.py` there is not ours."""
    if path and path[0] in ("", str(Path.cwd())) and Path(__file__).parents[1] != Path.cwd():
        del path[0]


if __name__ == "__main__":
    main()
