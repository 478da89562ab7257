"""`bysans report`: what the data say about a time, as documents to print and to file."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Literal

import typer

from bysans import parts
from bysans.commands.effects_report import effects_command
from bysans.option_types import ConfigFile, DataDir
from bysans.options import open_state, settings_from
from config.regimes import load_regimes
from config.texts import Language
from domain.air.legal_day import year_of
from reports.air import csv_export, html_page
from reports.air.report import AirReport, air_report
from storage.state import registry

report_app = typer.Typer(no_args_is_help=True, help="Print what the data say about a time.")

report_app.command("effects")(effects_command)

Output = Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write; default standard output.")]


@report_app.command()
def air(
    site: Annotated[str, typer.Option(help="The site's id.")],
    year: Annotated[int | None, typer.Option(min=1970, max=9000, help="A legal year (UTC+1); default the running one.")] = None,
    regime: Annotated[list[str] | None, typer.Option(help="Such as norway-2022; may be given several times; default all.")] = None,
    format: Annotated[Literal["html", "csv"], typer.Option(help="The same figures either way.")] = "html",  # noqa: A002 - the option's name
    language: Annotated[Language, typer.Option(help="Of the HTML.")] = "nb",
    output: Output = None,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Write a site's year against the legal limits: means, exceedances, gaps, and what the figures rest on."""
    regimes = load_regimes()
    unknown = [name for name in regime or () if name not in regimes]
    if unknown:
        raise typer.BadParameter(f"{unknown[0]!r} is no regime here; there are {', '.join(regimes)}", param_hint="--regime")
    settings = settings_from(config, data_dir)
    with open_state(settings) as state:
        with parts.clock(settings, state) as clock:
            now = clock()
        with state.read() as connection:
            things = registry.RegistryCache(state).refresh(connection)
            if site not in things.sites or things.sites[site].at(now).removed:
                _fail(f"report air: there is no site {site!r}; there are {', '.join(sorted(things.sites)) or 'none yet'}")
            chosen = [regimes[name] for name in regime or regimes]
            report = air_report(connection, things, parts.catalogue(settings), site, year or year_of(now), chosen, now)
    write(_TEXTS[format](report, language), output)


_TEXTS: dict[str, Callable[[AirReport, Language], str]] = {
    "html": html_page.html,
    "csv": lambda report, _language: csv_export.csv_text(report),
}


def write(text: str, output: Path | None) -> None:
    """Write a report to a file, or to standard output; where that can't be, end with exit code 1 and a sentence."""
    if output is None:
        sys.stdout.buffer.write(text.encode())
        return
    try:
        output.write_bytes(text.encode())
    except OSError as error:
        _fail(f"report: {output} cannot be written: {error.strerror}")


def _fail(sentence: str) -> None:
    typer.echo(sentence, err=True)
    raise typer.Exit(1)
