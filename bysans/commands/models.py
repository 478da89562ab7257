"""`bysans models import|update|check|list`: device models that vendors publish, brought in, tried and shown."""

import json
import sys
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bysans import parts
from bysans.models import model_toml
from bysans.models.asked_fields import asked_fields
from bysans.models.codec_profile import CodecProfile, ProfileError
from bysans.models.field_mapping import FieldSuggestion, fields_in, leaves, suggest
from bysans.models.imported import Imported, KeptModel
from bysans.models.kept_examples import broken_codecs, untried
from bysans.models.layouts import find_profiles
from bysans.models.model_list import list_models
from bysans.models.trials import Trial, passed
from bysans.models.unpacked import unpacked
from bysans.models.update import update
from bysans.models.vendor_files import read_text
from bysans.option_types import AsJson, ConfigFile, DataDir
from bysans.options import settings_from
from config.catalogue import Catalogue
from config.settings import Settings
from domain.count_of import count_of
from domain.device import Kind
from ingest.codecs.codec_process import CodecProcess

models_app = typer.Typer(no_args_is_help=True, help="Bring in, update, try and list device models.")
models_app.command()(update)
models_app.command("list")(list_models)

Source = Annotated[Path, typer.Argument(exists=True, metavar="FOLDER|ZIP|FILE.js", help="As ChirpStack, TTN or a vendor publishes them.")]
Chosen = Annotated[list[str] | None, typer.Option("--model", metavar="VENDOR/MODEL", help="Take this one; may be given several times.")]
Vendor = Annotated[str | None, typer.Option(help="Whose they are, where the files do not say.")]


@models_app.command("import")
def import_models(
    source: Source,
    model: Chosen = None,
    vendor: Vendor = None,
    kind: Annotated[Kind | None, typer.Option(help="What it is made for; default by its fields.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take what is suggested, ask nothing.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For programs: JSON on standard output; asks nothing.")] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Try the codecs in a folder or ZIP by their vendors' own examples, and keep those that you choose.

    Without --model, several are tried and shown, and nothing is kept; a single one is taken. Exit code 1 when an example of one that
    is kept fails, or when nothing could be kept.
    """
    settings = settings_from(config, data_dir)
    catalogue, imported = parts.catalogue(settings), Imported(tell=partial(typer.echo, err=True))
    asks = not yes and not as_json and _is_person()
    try:
        with unpacked(source, imported.leave_out) as files, closing(CodecProcess()) as codecs:
            imported.try_all(find_profiles(files, vendor), codecs, model)
            if not as_json:
                _show(imported)
            for profile, trials in _selected(imported, model):
                kept = _kept(profile, trials, _mapped(profile, trials, catalogue, asks=asks), kind, source, settings, catalogue)
                imported.kept[profile.id] = kept
                if not as_json:
                    _show_kept(profile.id, kept, is_tried=bool(trials))
    except (ProfileError, OSError) as error:  # OSError: the models' folder cannot be written
        typer.echo(f"models import {source}: {error}", err=True)
        raise typer.Exit(1) from error
    if as_json:
        typer.echo(json.dumps(imported.in_json(), ensure_ascii=False))
    for failing in imported.kept_failing:
        typer.echo(
            f"{failing} is kept although an example of its own fails: it may read wrong values; compare its codec's version", err=True
        )
    if imported.kept_failing:
        raise typer.Exit(1)


@models_app.command()
def check(as_json: AsJson = False, config: ConfigFile = None, data_dir: DataDir = None) -> None:
    """Read every model of the town's own, load its codec and run its kept examples; exit code 1 when one is wrong."""
    settings = settings_from(config, data_dir)
    catalogue = parts.catalogue(settings)
    own = {name: model for name, model in catalogue.models.items() if name in catalogue.own}
    with closing(CodecProcess()) as codecs:
        problems = {**catalogue.problems, **broken_codecs(own.values(), codecs)}
    not_tried = untried(model for name, model in own.items() if name not in problems)
    if as_json:
        typer.echo(json.dumps({"models": sorted(own), "not_tried": sorted(not_tried), "problems": problems}, ensure_ascii=False))
    else:
        for name in sorted(own.keys() - problems.keys()):
            typer.echo(f"loads   {name}, not tried: no example" if name in not_tried else f"ok      {name}")
        for name, problem in problems.items():
            typer.echo(f"failed  {name}: {problem}")
        if not own and not problems:
            typer.echo(f"no models of your own in {settings.models_folder}")
    if problems:
        raise typer.Exit(1)


def _passed(trials: Sequence[Trial]) -> str:
    """Say how many of a model's examples are read as they say."""
    return f"{passed(trials)} of {count_of(len(trials), 'example passes', 'examples pass')}"


def _show(imported: Imported) -> None:
    for profile, trials in imported.tried:
        typer.echo(f"{profile.id}: {_passed(trials) if trials else 'no examples'}")
        for trial in trials:
            if trial.problem is not None:
                typer.echo(f"  {trial.example.name}: {trial.problem}")


def _selected(imported: Imported, chosen: Sequence[str] | None) -> Sequence[tuple[CodecProfile, Sequence[Trial]]]:
    if imported.left_out and not imported.tried:
        raise ProfileError("holds no model that can be used: what is wrong stands above")
    if missing := set(chosen or ()) - {profile.id for profile, _ in imported.tried}:
        raise ProfileError(f"holds no model {', '.join(sorted(missing))}; without --model all that it holds are listed")
    if not imported.tried:
        raise ProfileError("holds no codec: expected a ChirpStack or TTN device repository, or a JavaScript file with decodeUplink")
    if chosen is None and len(imported.tried) > 1:
        typer.echo(f"{len(imported.tried)} models; keep one with --model VENDOR/MODEL", err=True)
        return ()
    return imported.tried


def _mapped(profile: CodecProfile, trials: Sequence[Trial], catalogue: Catalogue, *, asks: bool) -> list[FieldSuggestion]:
    """Return what each field is, as suggested, or as the person answers who is asked."""
    fields: dict[str, object] = {}
    for trial in trials:
        fields |= {name: value for name, value in leaves(trial.fields) if value is not None or name not in fields}
    suggestions = suggest(fields, profile.units, catalogue)
    if not fields:  # its text alone says what it may name
        guessed = dict.fromkeys(fields_in(read_text(profile.codec)))
        suggestions = [field for field in suggest(guessed, profile.units, catalogue) if field.parameter is not None or field.is_unsure]
    return asked_fields(suggestions, catalogue) if asks else suggestions


def _kept(
    profile: CodecProfile,
    trials: Sequence[Trial],
    fields: Sequence[FieldSuggestion],
    kind: Kind | None,
    source: Path,
    settings: Settings,
    catalogue: Catalogue,
) -> KeptModel:
    origin = f"{source.name}: {profile.codec.name}, brought in {date.today().isoformat()} M"  # noqa: DTZ011 - a note for people
    text = model_toml.table(profile, fields, kind=kind or _kind(fields), source=origin)
    path = model_toml.keep(settings.models_folder, profile, text, trials, catalogue.parameters)
    return KeptModel(fields=fields, text=text, path=path)


def _show_kept(model_id: str, kept: KeptModel, *, is_tried: bool) -> None:
    if not is_tried and not any(field.parameter for field in kept.fields):
        typer.echo(f"{model_id} has no example beside it: its fields are read by their usual names, see docs/models.md")
    elif kept.is_empty:
        typer.echo(f"no field of {model_id} is known for a parameter of ours: name them in {kept.path}, see docs/models.md")
    for field in kept.fields:
        if field.is_unsure:
            typer.echo(f"{field.name} is left out: nothing says its unit; name its parameter and unit in {kept.path}, see docs/models.md")
    typer.echo(f"\n{kept.text}\nkept in {kept.path}; the running service knows {model_id} within seconds")


def _is_person() -> bool:
    return sys.stdin.isatty()


def _kind(fields: Sequence[FieldSuggestion]) -> Kind:
    return "bin" if {field.parameter for field in fields} & {"distance", "fill"} else "air"
