"""`bysans models update`: a vendor's newer codec takes the place of the one that a town has; what its fields are stays as the town said."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from bysans import parts
from bysans.models import model_toml
from bysans.models.codec_profile import CodecProfile, ProfileError
from bysans.models.field_mapping import leaves
from bysans.models.kept_examples import kept_examples
from bysans.models.layouts import find_profiles
from bysans.models.trials import Trial, try_examples
from bysans.models.unpacked import unpacked
from bysans.models.vendor_files import read_text
from bysans.option_types import ConfigFile, DataDir
from bysans.options import settings_from
from config.catalogue import Catalogue
from domain.model import Model
from ingest.codecs.codec import Codecs
from ingest.codecs.codec_process import CodecProcess


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """A newer codec of a model: `differs`: what it reads otherwise than the old one did, `unnamed`: fields that the model's table lacks."""

    profile: CodecProfile
    codec: Path
    trials: Sequence[Trial]
    is_same: bool
    differs: Sequence[str]
    unnamed: Sequence[str]


def update(
    source: Annotated[Path, typer.Argument(exists=True, metavar="FOLDER|ZIP|FILE.js", help="Where the vendor's newer files are.")],
    model: Annotated[list[str] | None, typer.Option(metavar="VENDOR/MODEL", help="Only this one; may be given several times.")] = None,
    vendor: Annotated[str | None, typer.Option(help="Whose they are, where the files do not say.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Take one that reads a kept example otherwise, too.")] = False,
    config: ConfigFile = None,
    data_dir: DataDir = None,
) -> None:
    """Put newer codecs in the place of those that were brought in; the tables that say what their fields are stay.

    Each is tried by the examples that were kept with the old one. Exit code 1 when one reads them otherwise, and stays as it was.
    """
    catalogue = parts.catalogue(settings_from(config, data_dir))
    try:
        with unpacked(source, lambda name: typer.echo(f"left out: {name}", err=True)) as files, closing(CodecProcess()) as codecs:
            done = [_done(found, yes=yes) for found in _updates(files, vendor, model, catalogue, codecs)]
    except (ProfileError, OSError) as error:
        typer.echo(f"models update {source}: {error}", err=True)
        raise typer.Exit(1) from error
    if not done:
        typer.echo(f"models update {source}: holds none of the models that you brought in; see `bysans models list`", err=True)
    if not all(done) or not done:
        raise typer.Exit(1)


def _updates(
    files: Path, vendor: str | None, chosen: Sequence[str] | None, catalogue: Catalogue, codecs: Codecs
) -> Iterator[Update | ProfileError]:
    """Yield the newer codecs of the town's own models, and what is wrong with those that cannot be used."""
    own = {name: model for name, model in catalogue.models.items() if name in catalogue.own}
    for profile in find_profiles(files, vendor):
        if isinstance(profile, ProfileError):
            typer.echo(f"left out: {profile}", err=True)
        elif (kept := own.get(profile.id)) is not None and kept.codec is not None and (not chosen or profile.id in chosen):
            try:
                codecs.load(str(profile.codec))
                yield _compared(profile, kept, Path(kept.codec), codecs)
            except ValueError as error:
                yield ProfileError(f"{profile.id}: {profile.codec.name}: {error}; the one that you have stays")


def _compared(profile: CodecProfile, model: Model, codec: Path, codecs: Codecs) -> Update:
    before = CodecProfile(id=profile.id, codec=profile.codec, examples=tuple(kept_examples(codec)))
    again, trials = try_examples(before, codecs), try_examples(profile, codecs)
    sent = {name for trial in (*again, *trials) for name, _ in leaves(trial.fields)}
    names = {trial.example.name for trial in trials}
    return Update(
        profile=profile,
        codec=codec,
        trials=[*trials, *(trial for trial in again if trial.example.name not in names)],
        is_same=read_text(codec) == read_text(profile.codec),
        differs=[f"{trial.example.name}: {trial.problem}" for trial in again if trial.problem is not None],
        unnamed=sorted(name for name in sent if not model.knows(name)),
    )


def _done(found: Update | ProfileError, *, yes: bool) -> bool:
    """Say what a newer codec comes to and put it in place; return whether nothing is left to look at."""
    if isinstance(found, ProfileError):
        typer.echo(str(found), err=True)
        return False
    name = found.profile.id
    if found.is_same:
        typer.echo(f"{name} is as it was")
        return True
    for difference in found.differs:
        typer.echo(f"{name} reads a kept example otherwise: {difference}", err=True)
    if found.differs and not yes:
        typer.echo(f"{name} stays as it was; look whether the new values are right, then give --yes", err=True)
        return False
    model_toml.keep_codec(found.codec, found.profile.codec, found.trials)
    typer.echo(f"{name} is updated; examples kept: {len(found.trials)}")
    if found.unnamed:
        typer.echo(f"{name} sends {', '.join(found.unnamed)}, which its table does not name: see docs/models.md")
    return True
