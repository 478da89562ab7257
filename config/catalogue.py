"""Reads the catalogue of parameters and device models from parameters.toml and models/*.toml."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.catalogue_file import ModelTable, ParametersFile
from config.toml_file import Key, TomlFile
from domain.model import Field, Model
from domain.parameter import Parameter
from domain.reading_keys import ReadingKeys

_NEUTRAL = "neutral"  # the file of models without a vendor: `generic`, `reference`


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

    def decoded_field(self, model: Model | None, name: str) -> Field | None:
        """Return what a network's decoder means by a name: a field of the model, or one of our own keys where the model declares none."""
        if model is not None and model.fields:
            return model.fields.get(name)
        key = self.keys.key(name)
        return Field(parameter=key) if key is not None and key in self.parameters else None


def load_catalogue(folder: Path | None = None) -> Catalogue:
    """Read the catalogue from `folder`, by default the one shipped. Raises ConfigError."""
    folder = folder or Path(__file__).parent
    parameters = _parameters(TomlFile.read(folder / "parameters.toml"))
    files = [TomlFile.read(path) for path in sorted((folder / "models").glob("*.toml"))]
    models = {model.id: model for file in files for model in _models(file, parameters)}
    return Catalogue(parameters, models, {alias: model.id for model in models.values() for alias in model.aliases})


def _parameters(file: TomlFile) -> dict[str, Parameter]:
    tables = file.into(ParametersFile)
    parameters = {
        name: file.checked(lambda: table.parameter(name, tables.units, tables.sentinels), ("parameters", name))  # noqa: B023 - called at once
        for name, table in tables.parameters.items()
    }
    file.checked(lambda: ReadingKeys(parameters), ("parameters",))
    return parameters


def _models(file: TomlFile, parameters: Mapping[str, Parameter]) -> Iterator[Model]:
    for name, table in file.into(dict[str, ModelTable]).items():
        model_id = name if file.path.stem == _NEUTRAL else f"{file.path.stem}/{name}"
        model = file.checked(lambda: table.model(model_id), (name,))  # noqa: B023 - called at once
        for path, expected in _misfits(model, parameters):
            raise file.error((name, *path), expected)
        yield model


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
