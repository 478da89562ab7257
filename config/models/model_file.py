"""Reads the device models of one TOML file, named `vendor.toml`."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from config.catalogue_file import ModelTable
from config.toml_file import ConfigError, Key, TomlFile
from domain.model import Model
from domain.parameter import Parameter

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII).fullmatch
NEUTRAL = "neutral"  # the shipped file of models without a vendor: `generic`, `reference`


def read_model(file: TomlFile, name: str, parameters: Mapping[str, Parameter]) -> Model:
    """Return the model of the table `name`. Raises ConfigError for each wrong key of that table alone."""
    if not _NAME(name):
        raise file.error((name,), "a model's name is of letters, digits, `.`, `_` and `-`, the first a letter or digit")
    table = file.into_part(name, ModelTable)
    model = file.checked(lambda: table.model(model_id(file.path, name), _codec(file.path.parent, table.codec)), (name,))
    if wrong := [file.sentence((name, *path), f": {expected}") for path, expected in _misfits(model, parameters)]:
        raise ConfigError("\n".join(wrong))
    return model


def model_id(path: Path, name: str) -> str:
    """Return the id of the model `name` in the file at `path`."""
    return name if path.stem == NEUTRAL else f"{path.stem}/{name}"


def _codec(folder: Path, named: str | None) -> Path | None:
    """Return the codec's file, which lies in the folder of the models. Raises ValueError."""
    if named is None:
        return None
    path = (folder / named).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ValueError(f"codec = {named!r} lies outside {folder}: a codec is a file of that folder")
    if not path.is_file():
        raise ValueError(f"codec = {named!r}: there is no such file in {folder}")
    return path


def _misfits(model: Model, parameters: Mapping[str, Parameter]) -> Iterator[tuple[Key, str]]:
    """Yield what names a parameter or unit that there isn't."""
    units: list[tuple[Key, str, str | None]] = [(("units", name), name, unit) for name, unit in model.units.items()]
    units += [(("fields", name), field.parameter, field.unit) for name, field in model.fields.items()]
    units += [(("fields", name, "mark"), field.mark.parameter, None) for name, field in model.fields.items() if field.mark]
    units += [(("ranges", name), name, None) for name in model.ranges]
    units += [(("sentinels", name), name, None) for name in model.sentinels]
    units += [(("blind_to", name), name, None) for name in sorted(model.blind_to)]
    for path, name, unit in units:
        if name not in parameters:
            yield path, f"there is no parameter {name!r}; there are {', '.join(parameters)}"
        elif unit is not None and parameters[name].conversion(unit) is None:
            yield path, f"{name} has no unit {unit!r}; it has {', '.join(parameters[name].conversions)}"
