"""`bysans dryrun`: what last year's emptyings would have come to with a better schedule, with Bysans, and with the future known."""

import json
import os
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from api.table_import.problems import TableError
from bysans.commands.import_table import pairs
from bysans.dryrun.check import check_report
from bysans.dryrun.dry_run import Effort, run
from bysans.dryrun.inputs import InputFiles, SaidColumns, read_inputs, said_columns
from bysans.dryrun.list_look import look_at
from bysans.dryrun.report_folder import INPUTS, keep_inputs, write_documents, write_progress
from bysans.dryrun.town_list.utm import ZONES
from bysans.dryrun.watched_run import bound, say_failed, watch
from config.plan import load_plan
from config.toml_file import ConfigError
from domain.count_of import count_of
from reports.dryrun.answer import Answer
from reports.dryrun.headline import headline

DRAWS = 20


def dryrun(
    emptyings: Annotated[Path | None, typer.Argument(exists=True, dir_okay=False, metavar="EMPTYINGS.csv|.xlsx")] = None,
    bins: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Position, volume, fraction and area of each bin.")] = None,
    fleet: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Depots, trucks, unloading sites, as for `PUT /fleet`.")
    ] = None,
    practice: Annotated[Path | None, typer.Option(exists=True, dir_okay=False, help="Your prices; default the examples.")] = None,
    out: Annotated[Path, typer.Option(help="The folder to write.")] = Path("report"),
    seed: Annotated[int, typer.Option(min=0, help="Of the draws; the same seed gives the same bytes.")] = 1,
    draws: Annotated[int, typer.Option(min=3, max=200, help="How often the unknown demand is drawn.")] = DRAWS,
    plan: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Your own plan.toml, as `planning.plan_file` names it.")
    ] = None,
    column: Annotated[list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="Which column of the emptyings a field is.")] = None,
    bins_column: Annotated[list[str] | None, typer.Option(metavar="FIELD=COLUMN", help="The same for the bins.")] = None,
    utm_zone: Annotated[
        int | None, typer.Option(min=ZONES[0], max=ZONES[-1], help="Of positions in metres; default as their column says, else 33.")
    ] = None,
    columns: Annotated[
        Path | None, typer.Option("--map", exists=True, dir_okay=False, help="Columns of the emptyings kept by an earlier run.")
    ] = None,
    bins_columns: Annotated[Path | None, typer.Option("--bins-map", exists=True, dir_okay=False, help="The same for the bins.")] = None,
    look: Annotated[bool, typer.Option("--look", help="Show as JSON which column is taken for which field, and work out nothing.")] = False,
    processes: Annotated[int, typer.Option(min=1, help="How many to work in; the answer is the same.")] = min(2, os.cpu_count() or 1),
    watched: Annotated[Path | None, typer.Option("--watched", hidden=True, help="The folder of a run that the page began.")] = None,
    check: Annotated[
        Path | None, typer.Option("--check", exists=True, file_okay=False, help="Run a report's inputs again and compare.")
    ] = None,
) -> None:
    """Say what last year's emptyings would have come to with Bysans.

    Needs no sensor and no server. Writes rapport.html and report.html (one A4 each), answer.json and CSV files.
    """
    if watched is not None:
        bound()
    if check is not None:
        _check(check, processes)
        return
    if emptyings is None:
        raise typer.BadParameter("name the list of emptyings", param_hint="EMPTYINGS")
    said = said_columns(pairs(column, "--column"), pairs(bins_column, "--bins-column"), utm_zone)
    files = InputFiles(
        emptyings=emptyings,
        bins=bins,
        fleet=fleet,
        practice=practice,
        plan=plan,
        emptyings_columns=columns,
        bins_columns=bins_columns,
        remembered=out / INPUTS,
    )
    try:
        if watched is not None and not look:
            watch(watched)
        if look:
            typer.echo(json.dumps(look_at(files, said), ensure_ascii=False, indent=1))
            return
        answer = make_report(files, said, out, Effort(seed=seed, draws=draws, processes=processes))
    except (TableError, ConfigError, OSError, MemoryError) as error:
        if watched is not None:
            say_failed(watched, error)
        typer.echo(f"{error}\ndryrun: nothing was worked out", err=True)
        raise typer.Exit(1) from error
    for line in (headline(answer, "en"), f"written: {out}/report.html, {out}/rapport.html, {out}/answer.json, {out}/figures.csv"):
        typer.echo(line)


def make_report(files: InputFiles, said: SaidColumns, out: Path, effort: Effort) -> Answer:
    """Run and write everything. Raises TableError, ConfigError, OSError."""
    write_progress(out, "reading", 0.0)
    today = datetime.now(load_plan(files.plan).zone).date()
    inputs = read_inputs(files, said, today=today.toordinal())
    keep_inputs(out, files, inputs, effort, today)
    typer.echo(f"{count_of(len(inputs.listed.bins), 'bin')}, {count_of(len(inputs.doubts), 'doubt')} (doubts.csv)", err=True)

    def rough(answer: Answer) -> None:
        write_documents(out, answer)
        typer.echo(f"a first rough answer: {headline(answer, 'en')}", err=True)

    answer = run(inputs, effort, lambda step, share: write_progress(out, step, share), rough)
    write_documents(out, answer)
    return answer


def _check(folder: Path, processes: int) -> None:
    """Say whether a report is what its inputs and seed give; exit code 1 where it is not."""
    try:
        wrong: Sequence[str] = check_report(folder, processes)
    except (TableError, ConfigError, OSError, ValueError, KeyError) as error:
        wrong = [f"{error}"]
    for line in wrong:
        typer.echo(f"{folder}: {line}", err=True)
    if wrong:
        raise typer.Exit(1)
    typer.echo(f"{folder}: every byte follows from its inputs and seed")
