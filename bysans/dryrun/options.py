"""What `bysans dryrun` may be told."""

from pathlib import Path
from typing import Annotated

import typer

from bysans.dryrun.town_list.utm import ZONES

Emptyings = Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, metavar="EMPTYINGS.csv|.xlsx")]
Bins = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Position, volume, fraction and area of each bin.")]
Fleet = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Depots, trucks, unloading sites, as for `PUT /fleet`.")]
Practice = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Your prices; default the examples.")]
Plan = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Your own plan.toml, as `planning.plan_file` names it.")]
Out = Annotated[Path, typer.Option(help="The folder to write.")]
Seed = Annotated[int, typer.Option(min=0, help="Of the draws; the same seed gives the same bytes.")]
Draws = Annotated[int, typer.Option(min=3, max=200, help="How often the unknown demand is drawn.")]
Column = Annotated[list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Which column of the emptyings a field is.")]
BinsColumn = Annotated[list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="The same for the bins.")]
Columns = Annotated[
    Path | None, typer.Option("--map", exists=True, dir_okay=False, help="Columns of the emptyings kept by an earlier run.")
]
UtmZone = Annotated[
    int | None, typer.Option(min=ZONES[0], max=ZONES[-1], help="Of positions in metres; default as their column says, else 33.")
]
BinsColumns = Annotated[Path | None, typer.Option("--bins-map", exists=True, dir_okay=False, help="The same for the bins.")]
Look = Annotated[bool, typer.Option("--look", help="Show as JSON which column is taken for which field, and work out nothing.")]
Processes = Annotated[int, typer.Option(min=1, help="How many to work in; the answer is the same.")]
Watched = Annotated[Path | None, typer.Option("--watched", hidden=True, help="The folder of a run that the page began.")]
Check = Annotated[Path | None, typer.Option("--check", exists=True, file_okay=False, help="Run a report's inputs again and compare.")]
