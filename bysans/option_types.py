"""The options that every command takes."""

from pathlib import Path
from typing import Annotated

import typer

ConfigFile = Annotated[Path | None, typer.Option("--config", metavar="FILE.toml", help="Settings file; see docs/operations.md.")]
DataDir = Annotated[Path | None, typer.Option("--data-dir", metavar="DIR", help="Where logs and embedded stores live.")]
AliveFile = Annotated[Path | None, typer.Option("--alive-file", hidden=True, help="Touch this file while at work.")]
WithParent = Annotated[bool, typer.Option("--with-parent", hidden=True, help="End when standard input closes.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output.")]
