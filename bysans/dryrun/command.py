"""`bysans dryrun`: what last year's emptyings would have come to with a better schedule, with Bysans, and with the future known."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import typer

from api.table_import.problems import TableError
from bysans.commands.import_table import pairs
from bysans.dryrun import options
from bysans.dryrun.check import check_report
from bysans.dryrun.dry_run import Effort, run
from bysans.dryrun.inputs import InputFiles, SaidColumns, read_inputs, said_columns
from bysans.dryrun.list_look import look_at
from bysans.dryrun.report_folder import INPUTS, keep_inputs, write_documents, write_progress
from bysans.dryrun.watched_run import bound, say_failed, watch
from config.plan import load_plan
from config.toml_file import ConfigError
from domain.count_of import count_of
from reports.dryrun.answer import Answer
from reports.dryrun.headline import headline

DRAWS, PROCESSES = 20, min(2, os.cpu_count() or 1)


def dryrun(
    emptyings: options.Emptyings = None,
    bins: options.Bins = None,
    fleet: options.Fleet = None,
    practice: options.Practice = None,
    plan: options.Plan = None,
    out: options.Out = Path("report"),
    seed: options.Seed = 1,
    draws: options.Draws = DRAWS,
    column: options.Column = None,
    bins_column: options.BinsColumn = None,
    utm_zone: options.UtmZone = None,
    columns: options.Columns = None,
    bins_columns: options.BinsColumns = None,
    look: options.Look = False,
    processes: options.Processes = PROCESSES,
    watched: options.Watched = None,
    check: options.Check = None,
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
    own = {"fleet": fleet, "practice": practice, "plan": plan, "emptyings_columns": columns, "bins_columns": bins_columns}
    files = InputFiles(emptyings=emptyings, bins=bins, **own, remembered=out / INPUTS)
    said = said_columns(pairs(column, "--column"), pairs(bins_column, "--bins-column"), utm_zone)
    with _failures_told(watched):
        if look:
            typer.echo(json.dumps(look_at(files, said), ensure_ascii=False, indent=1))
        else:
            _answer(files, said, out, Effort(seed=seed, draws=draws, processes=processes), watched)


@contextmanager
def _failures_told(watched: Path | None) -> Iterator[None]:
    """Let a run that cannot go on end with exit code 1 and a sentence, which a page that watches it shows too."""
    try:
        yield
    except (TableError, ConfigError, OSError, MemoryError) as error:
        if watched is not None:
            say_failed(watched, error)
        typer.echo(f"{error}\ndryrun: nothing was worked out", err=True)
        raise typer.Exit(1) from error


def _answer(files: InputFiles, said: SaidColumns, out: Path, effort: Effort, watched: Path | None) -> None:
    """Make the report, and say what it says and where it is."""
    if watched is not None:
        watch(watched)
    answer = make_report(files, said, out, effort)
    typer.echo(headline(answer, "en"))
    typer.echo(f"written: {out}/report.html, {out}/rapport.html, {out}/answer.json, {out}/figures.csv")


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
