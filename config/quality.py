"""The bounds from which a measured value is suspect, read from quality.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field, RootModel, model_validator

from config.figures import Figure, Source
from config.toml_file import Table, read_toml
from domain.air.quality.series import SeriesRules
from domain.duration import HOUR


@dataclass(frozen=True, slots=True)
class QualityRules:
    """Each parameter's rules, and the version that flags name."""

    version: str
    series: Mapping[str, SeriesRules]


class FlatTable(Table):
    """How long a live sensor may show the same."""

    hours: Figure = Field(gt=0, le=6)
    tolerance: Figure = Field(gt=0)


class BoundsTable(Table):
    """One parameter's bounds, in its unit."""

    spike: Figure | None = Field(None, gt=0)
    rate: Figure | None = Field(None, gt=0)
    flat: FlatTable | None = None
    humidity: Figure | None = Field(None, gt=0, le=100)
    source: Source

    def rules(self) -> SeriesRules:
        """Return them in the domain's terms."""
        flat_span = round(self.flat.hours * HOUR) if self.flat else None
        flat_tolerance = self.flat.tolerance if self.flat else 0.0
        return SeriesRules(spike=self.spike, rate=self.rate, flat_span=flat_span, flat_tolerance=flat_tolerance, humidity=self.humidity)


class QualityFile(RootModel[dict[str, str | BoundsTable]]):
    """quality.toml: its version, and a table for each parameter."""

    @model_validator(mode="after")
    def _have_a_version(self) -> "QualityFile":
        if [name for name, entry in self.root.items() if isinstance(entry, str)] != ["version"]:
            raise ValueError("version: a text is needed that changes with any figure")
        return self


def load_quality(file: Path | None = None) -> QualityRules:
    """Read the rules from `file`, by default those shipped. Raises ConfigError."""
    content = read_toml(file or Path(__file__).parent / "quality.toml", QualityFile).root
    tables = {name: table.rules() for name, table in content.items() if isinstance(table, BoundsTable)}
    return QualityRules(str(content["version"]), tables)
