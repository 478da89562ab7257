"""Air quality indices, read from indices/*.toml: to add one, add a file; to change one, add a version."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from config.figures import Figure, Source
from config.toml_file import Table, read_toml
from domain.air.indices.index import Bands
from domain.air.indices.scale import Scale


class ScaleTable(Table):
    """One version of an index."""

    valid_from: date
    class_names: tuple[str, ...] = Field(min_length=2)
    averaging: Literal["hour", "nowcast"]
    upper_inclusive: bool
    decimals: int | None = Field(None, ge=0, le=3)
    formula: Literal["norway", "us"] | None = None
    source: Source
    sources: Mapping[str, Source] = {}
    bounds: Mapping[str, tuple[Figure, ...]]
    table: Mapping[str, tuple[tuple[Figure, Figure, Figure, Figure], ...]] = {}

    @model_validator(mode="after")
    def _be_a_scale(self) -> "ScaleTable":
        self.scale("tried")
        if self.formula == "us" and set(self.table) != set(self.bounds):
            raise ValueError("table: the US formula needs rows for each parameter of bounds")
        return self

    def scale(self, name: str) -> Scale:
        """Return it in the domain's terms. Raises ValueError."""
        return Scale(
            name=name,
            version=self.valid_from,
            class_names=self.class_names,
            bands={parameter: Bands(bounds=bounds, upper_inclusive=self.upper_inclusive) for parameter, bounds in self.bounds.items()},
            averaging=self.averaging,
            sources={parameter: self.sources.get(parameter, self.source) for parameter in self.bounds},
            decimals=self.decimals,
            formula=self.formula,
            table=self.table,
        )


class IndexFile(Table):
    """One file of indices/."""

    versions: tuple[ScaleTable, ...] = Field(min_length=1)


DEFAULT_INDEX = "norway"  # where the service is made for


def load_indices(folder: Path | None = None) -> dict[str, tuple[Scale, ...]]:
    """Return each index's versions by name, oldest first, by default those shipped. Raises ConfigError."""
    folder = folder or Path(__file__).parent / "indices"
    return {file.stem: _versions(file) for file in sorted(folder.glob("*.toml"))}


def scale_at(versions: tuple[Scale, ...], day: date) -> Scale:
    """Return the version in use on that day; before the first one, the first."""
    return next((scale for scale in reversed(versions) if scale.version <= day), versions[0])


def _versions(file: Path) -> tuple[Scale, ...]:
    scales = [table.scale(file.stem) for table in read_toml(file, IndexFile).versions]
    return tuple(sorted(scales, key=lambda scale: scale.version))
