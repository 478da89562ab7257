"""Writes a model as a table of its vendor's TOML file, with its codec and examples beside it."""

import json
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from bysans.models.codec_profile import CodecProfile, ProfileError
from bysans.models.field_mapping import FieldSuggestion
from bysans.models.trials import Trial
from config.models.model_file import NEUTRAL, read_model
from config.toml_file import ConfigError, TomlFile
from domain.device import Kind
from domain.parameter import Parameter


def table(profile: CodecProfile, fields: Iterable[FieldSuggestion], *, kind: Kind, source: str) -> str:
    """Return the model as TOML; `source` says where it comes from."""
    vendor, _, model = profile.id.partition("/")
    fields = list(fields)
    lines = [
        f"[{_key(model)}]",
        f"kind = {_text(kind)}",
        f"source = {_text(source)}",
        f"codec = {_text(f'{vendor}/{model}.js')}",
        *([f"aliases = [{', '.join(map(_text, profile.aliases))}]"] if profile.aliases else []),
        *(f"fields.{_key(field.name)} = {{ {_meaning(field)} }}" for field in fields if field.parameter is not None),
    ]
    if ignored := [field.name for field in fields if field.parameter is None and not field.is_unsure]:
        lines.append(f"ignored = [{', '.join(map(_text, ignored))}]")
    return "\n".join(lines) + "\n"


def keep(folder: Path, profile: CodecProfile, text: str, trials: Sequence[Trial], parameters: Mapping[str, Parameter]) -> Path:
    """Write the model's table, codec and examples into `folder`, and return the vendor's file. Raises ProfileError, nothing written."""
    vendor, _, model = profile.id.partition("/")
    if vendor == NEUTRAL:
        raise ProfileError(
            f"{profile.id}: {NEUTRAL} is the name of models without a vendor; name theirs with --vendor, or rename the folder"
        )
    path, codec = folder / f"{vendor}.toml", folder / vendor / f"{model}.js"
    before = path.read_text(encoding="utf-8") if path.exists() else f"# {vendor}: models of our own, see docs/models.md.\n"
    if model in _tables(path, before):
        raise ProfileError(f"{profile.id} stands in {path} already: take its table out first, or mend it there")
    codec.parent.mkdir(parents=True, exist_ok=True)
    written = keep_codec(codec, profile.codec, trials)
    after = f"{before.rstrip()}\n\n{text}"
    try:
        read_model(TomlFile(path=path, text=after, content=tomllib.loads(after)), model, parameters)
    except (ConfigError, tomllib.TOMLDecodeError) as error:
        for file in written:
            file.unlink()
        raise ProfileError(str(error)) from error
    new = path.with_suffix(".toml.new")
    new.write_text(after, encoding="utf-8")
    new.replace(path)
    return path


def keep_codec(codec: Path, newer: Path, trials: Sequence[Trial]) -> Sequence[Path]:
    """Put a vendor's codec in the place of `codec`, whole or not at all, with its examples beside it; return both files."""
    examples = codec.with_suffix(".examples.json")
    text = json.dumps(list(map(_example, trials)), ensure_ascii=False, indent=1)
    for file, content in ((codec, newer.read_bytes()), (examples, text.encode())):
        new = file.with_name(f"{file.name}.new")
        new.write_bytes(content)
        new.replace(file)
    return codec, examples


def _tables(path: Path, text: str) -> Mapping[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path}: is not TOML: {error}; mend it first") from error


def _example(trial: Trial) -> Mapping[str, object]:
    example = trial.example
    return {
        "name": example.name,
        "input": {"fPort": example.port, "bytes": example.data.hex()},
        "expected": {} if example.expected is None else {"data": example.expected},
        "partial": example.partial,
        "passes": trial.problem is None,
    }


def _meaning(field: FieldSuggestion) -> str:
    parts = [f"parameter = {_text(field.parameter or '')}"]
    if field.unit is not None:
        parts.append(f"unit = {_text(field.unit)}")
    if field.words:
        parts.append(f"words = {{ {', '.join(f'{_key(word)} = {value:g}' for word, value in field.words.items())} }}")
    return ", ".join(parts)


def _key(name: str) -> str:
    return name if name.isascii() and name.replace("-", "").replace("_", "").isalnum() else _text(name)


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
