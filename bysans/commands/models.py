"""`bysans models import|check|list`: device models that vendors publish, brought in, tried and shown."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from bysans import parts
from bysans.models import model_toml
from bysans.models.codec_profile import CodecProfile, ProfileError
from bysans.models.field_mapping import FieldSuggestion, fields_in, leaves, suggest
from bysans.models.kept_examples import broken_codecs
from bysans.models.layouts import find_profiles
from bysans.models.trials import Trial, passed, try_examples
from bysans.models.unpacked import unpacked
from bysans.models.vendor_files import read_text
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import settings_from
from config.catalogue import Catalogue
from domain.device import Kind
from domain.model import Model
from ingest.codecs.codec_process import CodecProcess

models_app = typer.Typer(no_args_is_help=True, help="Bring in, try and list device models.")

Source = Annotated[Path, typer.Argument(exists=True, metavar="FOLDER|ZIP|FILE.js", help="As ChirpStack, TTN or a vendor publishes them.")]
Chosen = Annotated[list[str] | None, typer.Option("--model", metavar="VENDOR/MODEL", help="Take this one; may be given several times.")]
Vendor = Annotated[str | None, typer.Option(help="Whose they are, where the files do not say.")]
_SKIP = "-"


@models_app.command("import")
def import_models(
    source: Source,
    model: Chosen = None,
    vendor: Vendor = None,
    kind: Annotated[Kind | None, typer.Option(help="What it is made for; default by its fields.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is suggested, ask nothing.")] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Try the codecs in a folder or ZIP by their vendors' own examples, and keep those that you choose.

    Without --model, several are tried and shown, and nothing is kept; a single one is taken.
    """
    settings = settings_from(config, data_dir)
    catalogue, folder = parts.catalogue(settings), settings.models_folder
    try:
        with unpacked(source) as files, closing(CodecProcess()) as codecs:
            tried = list(_tried(find_profiles(files, vendor), codecs, model))
            _show(tried)
            for profile, trials in _selected(tried, model):
                fields = _mapped(profile, trials, catalogue, asks=not yes and _is_person())
                origin = f"{source.name}: {profile.codec.name}, brought in {date.today().isoformat()} M"  # noqa: DTZ011 - a note for people
                text = model_toml.table(profile, fields, kind=kind or _kind(fields), source=origin)
                path = model_toml.keep(folder, profile, text, trials, catalogue.parameters)
                if all(field.parameter is None for field in fields):
                    typer.echo(f"no field of {profile.id} is known for a parameter of ours: name them in {path}, see docs/models.md")
                typer.echo(f"\n{text}\nkept in {path}; the running service knows {profile.id} within seconds")
    except ProfileError as error:
        typer.echo(f"models import {source}: {error}", err=True)
        raise typer.Exit(1) from error


@models_app.command()
def check(as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Read every model of the town's own, load its codec and run its kept examples; exit code 1 when one is wrong."""
    settings = settings_from(config, data_dir)
    catalogue = parts.catalogue(settings)
    own = {name: model for name, model in catalogue.models.items() if name in catalogue.own}
    with closing(CodecProcess()) as codecs:
        problems = {**catalogue.problems, **broken_codecs(own.values(), codecs)}
    if as_json:
        typer.echo(json.dumps({"models": sorted(own), "problems": problems}, ensure_ascii=False))
    else:
        for name in sorted(own.keys() - problems.keys()):
            typer.echo(f"ok      {name}")
        for name, problem in problems.items():
            typer.echo(f"failed  {name}: {problem}")
        if not own and not problems:
            typer.echo(f"no models of your own in {settings.models_folder}")
    if problems:
        raise typer.Exit(1)


@models_app.command("list")
def list_models(as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """List every model: its id, what it is for, what reads it, and what it measures."""
    catalogue = parts.catalogue(settings_from(config, data_dir))
    rows = [_row(model, catalogue) for _, model in sorted(catalogue.models.items())]
    if as_json:
        typer.echo(json.dumps([row._asdict() for row in rows], ensure_ascii=False))
        return
    for row in rows:
        typer.echo("  ".join((row.id, row.kind or "air or bin", row.read_by, " ".join(row.parameters), row.whose)).rstrip())


def _tried(
    found: Iterator[CodecProfile | ProfileError], codecs: CodecProcess, chosen: Sequence[str] | None
) -> Iterator[tuple[CodecProfile, list[Trial]]]:
    for profile in found:
        if isinstance(profile, ProfileError):
            typer.echo(f"left out: {profile}", err=True)
        elif not chosen or profile.id in chosen:
            yield profile, try_examples(profile, codecs)


def _show(tried: Sequence[tuple[CodecProfile, Sequence[Trial]]]) -> None:
    for profile, trials in tried:
        typer.echo(f"{profile.id}: {f'{passed(trials)} of {len(trials)} examples pass' if trials else 'no examples'}")
        for trial in trials:
            if trial.problem is not None:
                typer.echo(f"  {trial.example.name}: {trial.problem}")


def _selected(
    tried: Sequence[tuple[CodecProfile, list[Trial]]], chosen: Sequence[str] | None
) -> Sequence[tuple[CodecProfile, list[Trial]]]:
    if missing := set(chosen or ()) - {profile.id for profile, _ in tried}:
        raise ProfileError(f"holds no model {', '.join(sorted(missing))}; without --model all that it holds are listed")
    if not tried:
        raise ProfileError("holds no codec: expected a ChirpStack or TTN device repository, or a JavaScript file with decodeUplink")
    if chosen is None and len(tried) > 1:
        typer.echo(f"{len(tried)} models; keep one with --model VENDOR/MODEL", err=True)
        return ()
    return tried


def _mapped(profile: CodecProfile, trials: Sequence[Trial], catalogue: Catalogue, *, asks: bool) -> list[FieldSuggestion]:
    """Return what each field is, as suggested, or as the person answers who is asked."""
    fields: dict[str, object] = {}
    for trial in trials:
        fields |= {name: value for name, value in leaves(trial.fields) if value is not None or name not in fields}
    suggestions = suggest(fields, profile.units, catalogue)
    if not fields:  # its text alone says what it may name
        guessed = dict.fromkeys(fields_in(read_text(profile.codec)))
        suggestions = [field for field in suggest(guessed, profile.units, catalogue) if field.parameter is not None]
    return [_asked(suggestion, catalogue) for suggestion in suggestions] if asks else suggestions


def _asked(suggestion: FieldSuggestion, catalogue: Catalogue) -> FieldSuggestion:
    shown = f"{suggestion.name} ({suggestion.sample})" if suggestion.sample is not None else suggestion.name
    default = " ".join(filter(None, (suggestion.parameter or _SKIP, suggestion.unit)))
    while True:
        parameter, _, unit = typer.prompt(f"{shown}: which parameter and unit, {_SKIP} for none", default=default).strip().partition(" ")
        if parameter == _SKIP:
            return FieldSuggestion(name=suggestion.name, sample=suggestion.sample)
        known = catalogue.parameters.get(parameter)
        if known is None:
            typer.echo(f"there is no parameter {parameter!r}; there are {', '.join(catalogue.parameters)}")
        elif unit and known.conversion(unit) is None:
            typer.echo(f"{parameter} has no unit {unit!r}; it has {', '.join(known.conversions)}")
        else:
            words = suggestion.words if parameter == suggestion.parameter else None
            return FieldSuggestion(name=suggestion.name, sample=suggestion.sample, parameter=parameter, unit=unit or None, words=words)


def _is_person() -> bool:
    return sys.stdin.isatty()


def _kind(fields: Sequence[FieldSuggestion]) -> Kind:
    return "bin" if {field.parameter for field in fields} & {"distance", "fill"} else "air"


class _Row(NamedTuple):
    id: str
    kind: str
    read_by: str
    parameters: list[str]
    whose: str


def _row(model: Model, catalogue: Catalogue) -> _Row:
    read_by = f"decoder {model.decoder}" if model.decoder else "codec" if model.codec else "its network"
    measured = {field.parameter for field in model.fields.values()} | model.ranges.keys() - {"fill"}
    return _Row(model.id, model.kind or "", read_by, sorted(measured), "own" if model.id in catalogue.own else "")
