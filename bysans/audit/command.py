"""`bysans audit`: the log of every change, listed, exported and verified."""

import json
import sys
from typing import Annotated

import typer

from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import open_state, settings_from
from domain import rfc3339
from domain.duration import SECOND
from storage.state.audit import log
from storage.state.audit.log import Entry
from storage.state.audit.verify import verified
from storage.state.audit_export import Format, lines

audit_app = typer.Typer(no_args_is_help=True, help="List, export and verify the log of every change.")

Count = Annotated[int, typer.Option("--last", min=1, help="So many changes.")]
Expected = Annotated[str | None, typer.Option("--expect", metavar="NUMBER:HASH", help="An entry that was noted down before must be there.")]
AsFormat = Annotated[Format, typer.Option("--format", help="csv or ndjson.")]


@audit_app.command("list")
def list_changes(last: Count = 100, as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Show the newest changes, the newest last."""
    with open_state(settings_from(config, data_dir)) as state, state.read() as connection:
        entries = log.page(connection, limit=last)[::-1]
    if as_json:
        typer.echo(json.dumps([entry.as_json() for entry in entries], ensure_ascii=False))
    else:
        for entry in entries:
            typer.echo(_line(entry))


@audit_app.command()
def export(form: AsFormat = "ndjson", config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Write the whole log on standard output, the oldest change first."""
    with open_state(settings_from(config, data_dir)) as state:
        for piece in lines(state, form):
            sys.stdout.write(piece.decode())


@audit_app.command()
def verify(expect: Expected = None, as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Verify that no entry was changed, taken out or put in; note down the last line elsewhere, and later give it to `--expect`."""
    wanted = _expected(expect)
    with open_state(settings_from(config, data_dir)) as state, state.read() as connection:
        verdict = verified(log.all_rows(connection))
        missing = wanted is not None and not log.holds(connection, *wanted)
    broken = verdict.broken or (f"entry {expect} is not in the log: what was noted down before is gone or another" if missing else None)
    if as_json:
        typer.echo(json.dumps({"count": verdict.count, "head": verdict.head.hex(), "broken": broken}))
    elif broken:
        typer.echo(f"the audit log is broken: {broken}; the {verdict.count} before it hold", err=True)
    else:
        typer.echo(f"{verdict.count}:{verdict.head.hex()}")
    if broken:
        raise typer.Exit(1)


def _expected(text: str | None) -> tuple[int, bytes] | None:
    if text is None:
        return None
    number, _, digest = text.partition(":")
    try:
        return int(number), bytes.fromhex(digest)
    except ValueError as error:
        typer.echo(f"--expect {text} is not NUMBER:HASH, as `bysans audit verify` prints it", err=True)
        raise typer.Exit(2) from error


def _line(entry: Entry) -> str:
    who = entry.name or {"public": "a citizen"}.get(entry.actor, "(forgotten)")
    at = rfc3339.write(entry.at - entry.at % SECOND, shortest=True)
    where = f", {entry.address}" if entry.address else ""
    return f"{entry.number}  {at}  {entry.action} {entry.kind} {entry.thing or '(forgotten)'}  by {who}{where}"
