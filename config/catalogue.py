"""Reads the catalogue of parameters and device models from parameters.toml and models/*.toml."""

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from config.catalogue_file import ModelTable, ParametersFile
from config.line import line_of
from domain.model import Model
from domain.parameter import Parameter
from domain.reading_keys import ReadingKeys

T = TypeVar("T")
_NEUTRAL = "neutral"  # the file of models without a vendor: `generic`, `reference`
_MODELS = TypeAdapter(dict[str, ModelTable])


class CatalogueError(Exception):
    """The catalogue is wrong: the message names file, line and key and says what is expected."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Parameters by name, models by id (`vendor/model`), and model ids by what networks call them; `keys` of a reading in our own JSON.

    Raises ValueError when a spelling stands for two keys.
    """

    parameters: Mapping[str, Parameter]
    models: Mapping[str, Model]
    aliases: Mapping[str, str]
    keys: ReadingKeys = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "keys", ReadingKeys(self.parameters))

    def model(self, name: str) -> Model | None:
        """Return the model of that id, or that networks call so; None when it is unknown."""
        return self.models.get(name) or self.models.get(self.aliases.get(name, ""))

    def unit(self, parameter: str) -> str:
        """Return the parameter's unit; what the catalogue doesn't know has none."""
        entry = self.parameters.get(parameter)
        return entry.unit if entry else ""


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the catalogue from `folder`, by default the one shipped. Raises CatalogueError."""
    folder = folder or Path(__file__).parent
    parameters = _parameters(folder / "parameters.toml")
    models = {model.id: model for file in sorted((folder / "models").glob("*.toml")) for model in _models(file, parameters)}
    return Catalogue(parameters, models, {alias: model.id for model in models.values() for alias in model.aliases})


def _parameters(file: Path) -> dict[str, Parameter]:
    text, content = _read(file)
    tables = _checked(file, text, lambda: ParametersFile.model_validate(content))
    parameters = {
        name: _checked(file, text, lambda: table.parameter(name, tables.units, tables.sentinels), ("parameters", name))  # noqa: B023 - called at once
        for name, table in tables.parameters.items()
    }
    _checked(file, text, lambda: ReadingKeys(parameters), ("parameters",))
    return parameters


def _models(file: Path, parameters: Mapping[str, Parameter]) -> Iterator[Model]:
    text, content = _read(file)
    for name, table in _checked(file, text, lambda: _MODELS.validate_python(content)).items():
        model_id = name if file.stem == _NEUTRAL else f"{file.stem}/{name}"
        model = _checked(file, text, lambda: table.model(model_id), (name,))  # noqa: B023 - called at once
        for path, problem in _misfits(model, parameters):
            raise CatalogueError(_sentence(file, text, (name, *path), problem))
        yield model


def _misfits(model: Model, parameters: Mapping[str, Parameter]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield what names a parameter or unit that there isn't."""
    units: list[tuple[tuple[str, ...], str, str | None]] = [(("units", name), name, unit) for name, unit in model.units.items()]
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


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    try:
        text = file.read_text(encoding="utf-8")
        return text, tomllib.loads(text)
    except OSError as error:
        raise CatalogueError(f"{file}: cannot be read ({error.strerror}); it belongs to the installation: install Bysans again") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{file}: is not TOML: {error}") from error


def _checked(file: Path, text: str, build: Callable[[], T], above: Sequence[str] = ()) -> T:
    try:
        return build()
    except ValidationError as error:
        problems = ((tuple(str(part) for part in problem["loc"]), problem["msg"]) for problem in error.errors())
        raise CatalogueError("\n".join(_sentence(file, text, path, message) for path, message in problems)) from error
    except ValueError as error:
        raise CatalogueError(_sentence(file, text, above, str(error))) from error


def _sentence(file: Path, text: str, path: Sequence[str], problem: str) -> str:
    line = line_of(path, text.splitlines())
    where = f"{file}, line {line}" if line else str(file)
    return f"{where}: {'.'.join(path)}: {problem}"
