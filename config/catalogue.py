"""The catalogue of parameters and device models: those that ship, and a town's own."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from config.catalogue_file import ParametersFile
from config.models.model_file import read_model
from config.models.own_models import OwnModels, Stamp, read_own_models, stamp
from config.toml_file import TomlFile
from domain.model import Field, Model
from domain.parameter import Parameter
from domain.reading_keys import ReadingKeys


@dataclass(slots=True)
class Catalogue:
    """Parameters by name, models by id (`vendor/model`), and model ids by what networks call them; `keys` of a reading in our own JSON.

    `own`: ids of a town's own models; `problems`: what is wrong with such ones, by id or `vendor/*`. Models are replaced as a whole
    when a town's files change. Raises ValueError when a spelling stands for two keys.
    """

    parameters: Mapping[str, Parameter]
    models: Mapping[str, Model]
    aliases: Mapping[str, str]
    problems: Mapping[str, str] = field(default_factory=dict)
    own: Container[str] = frozenset()
    keys: ReadingKeys = field(init=False)

    def __post_init__(self) -> None:
        self.keys = ReadingKeys(self.parameters)

    def model(self, name: str) -> Model | None:
        """Return the model of that id, or that networks call so; None when it is unknown."""
        return self.models.get(name) or self.models.get(self.aliases.get(name, ""))

    def problem(self, model_id: str) -> str | None:
        """Return why there is no such model although a file of the town's own is meant to describe it; else None."""
        if self.model(model_id) is not None:
            return None
        return self.problems.get(model_id) or self.problems.get(f"{model_id.partition('/')[0]}/*")

    def topic_filters(self) -> list[str]:
        """Return what to subscribe to for the models that send on topics of their own."""
        return sorted({pattern.filter for model in self.models.values() for pattern in model.topics})

    def unit(self, parameter: str) -> str:
        """Return the parameter's unit; what the catalogue doesn't know has none."""
        entry = self.parameters.get(parameter)
        return entry.unit if entry else ""

    def decoded_field(self, model: Model | None, name: str) -> Field | None:
        """Return what a network's decoder means by a name: a field of the model, or one of our own keys where the model declares none.

        A bare name such as `battery` says no unit, so the field has a `most` there.
        """
        if model is not None and model.fields:
            return model.fields.get(name)
        key = self.keys.key(name)
        if key is None or key not in self.parameters:
            return None
        return Field(parameter=key, most=self.parameters[key].plain_most if name.casefold() == key else None)


class CatalogueFiles:
    """Reads the catalogue from `folder`, by default the one shipped, and a town's own models from `own`, again when these change."""

    def __init__(self, folder: Path | None = None, own: Path | None = None) -> None:
        self._folder = folder or Path(__file__).parent
        self._own = own
        self._stamp: Stamp = ()
        self._shipped: dict[str, Model] = {}

    def read(self) -> Catalogue:
        """Read all. Raises ConfigError for what is wrong with the shipped files; what is wrong with a town's is in `problems`."""
        parameters = _parameters(TomlFile.read(self._folder / "parameters.toml"))
        files = [TomlFile.read(path) for path in sorted((self._folder / "models").glob("*.toml"))]
        models = [read_model(file, name, parameters) for file in files for name in file.content]
        self._shipped = {model.id: model for model in models}
        catalogue = Catalogue(parameters, self._shipped, _aliases(self._shipped))
        self.refresh(catalogue)
        return catalogue

    def refresh(self, catalogue: Catalogue) -> bool:
        """Read a town's own models again if a file of theirs has changed; return whether one had. One of theirs goes before one of ours."""
        now = () if self._own is None else stamp(self._own)
        if now == self._stamp:
            return False
        own = OwnModels() if self._own is None else read_own_models(self._own, catalogue.parameters)
        catalogue.models = {**self._shipped, **own.models}
        catalogue.aliases = {**_aliases(self._shipped), **_aliases(own.models)}
        catalogue.problems, catalogue.own = own.problems, frozenset(own.models)
        self._stamp = now
        return True


def load_catalogue(folder: Path | None = None, own: Path | None = None) -> Catalogue:
    """Read the catalogue once, as `CatalogueFiles` does. Raises ConfigError."""
    return CatalogueFiles(folder, own).read()


def _aliases(models: Mapping[str, Model]) -> dict[str, str]:
    return {alias: model.id for model in models.values() for alias in model.aliases}


def _parameters(file: TomlFile) -> dict[str, Parameter]:
    tables = file.into(ParametersFile)
    parameters = {
        name: file.checked(lambda: table.parameter(name, tables.units, tables.sentinels), ("parameters", name))  # noqa: B023 - called at once
        for name, table in tables.parameters.items()
    }
    file.checked(lambda: ReadingKeys(parameters), ("parameters",))
    return parameters
