"""Reads a town's own device models; what is wrong with one is said of that one, and the others work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.models.model_file import NEUTRAL, model_id, read_model
from config.toml_file import ConfigError, TomlFile
from domain.model import Model
from domain.parameter import Parameter

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnModels:
    """A town's models by id, and what is wrong: by the id of a model, or by `vendor/*` where a whole file cannot be read."""

    models: Mapping[str, Model] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)


def read_own_models(folder: Path, parameters: Mapping[str, Parameter]) -> OwnModels:
    """Read every model of `folder`; a folder that is not there holds none."""
    models: dict[str, Model] = {}
    problems: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            file = _file(path)
        except ConfigError as error:
            problems[f"{path.stem}/*"] = str(error)
            continue
        for name in file.content:
            try:
                models[model_id(path, name)] = read_model(file, name, parameters)
            except ConfigError as error:
                problems[model_id(path, name)] = str(error)
    return OwnModels(models=models, problems=problems)


def stamp(folder: Path) -> Stamp:
    """Return what changes whenever a file of the folder does."""
    found = []
    for path in sorted(folder.rglob("*")):
        try:
            status = path.stat()
        except OSError:  # it went away between the listing and the look
            continue
        found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


def _file(path: Path) -> TomlFile:
    file = TomlFile.read(path)
    if path.stem == NEUTRAL:
        raise ConfigError(f"{path}: {NEUTRAL} is the name of our own models without a vendor; name the file after the vendor")
    if not file.content:
        raise ConfigError(f"{path}: holds no model; a model is a table, such as [{path.stem}-1]")
    return file
