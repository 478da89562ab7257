"""Sets of legal limits, read from regimes/*.toml: to add one, add a file; to change a limit, add an entry."""

from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from config.figures import Figure, Source
from config.toml_file import Table, read_toml
from domain.air.limit import Alarm, Averaging, Limit, Regime


class LimitTable(Table):
    """One limit of one version."""

    parameter: str
    averaging: Averaging
    limit: Figure = Field(gt=0)
    allowed: int = Field(0, ge=0)
    years_averaged: Literal[1, 3] = 1
    valid_from: date
    source: Source


class AlarmTable(Table):
    """A value at which people must be informed at once."""

    parameter: str
    kind: Literal["alarm", "information"]
    averaging: Literal["hour", "day"]
    limit: Figure = Field(gt=0)
    consecutive: int = Field(1, ge=1)
    source: Source


class RegimeFile(Table):
    """One file of regimes/."""

    title: str
    coverage: Figure = Field(gt=0, le=1)
    coverage_source: Source
    decimals: int | None = Field(None, ge=0, le=3, description="round means before comparing; off by default")
    limits: tuple[LimitTable, ...] = Field(min_length=1)
    alarms: tuple[AlarmTable, ...] = ()

    @model_validator(mode="after")
    def _name_each_once(self) -> "RegimeFile":
        keys = [(limit.parameter, limit.averaging, limit.valid_from) for limit in self.limits]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice:
            raise ValueError(f"limits: {twice[0]} {twice[1]} stands twice from {twice[2]}; give the newer one its own valid_from")
        return self

    def regime(self, name: str) -> Regime:
        """Return it in the domain's terms."""
        return Regime(
            name=name,
            title=self.title,
            version=max(limit.valid_from for limit in self.limits),
            limits=tuple(Limit(**limit.model_dump()) for limit in self.limits),
            alarms=tuple(Alarm(**alarm.model_dump()) for alarm in self.alarms),
            coverage=self.coverage,
            decimals=self.decimals,
        )


DEFAULT_REGIME = "norway-2022"  # the law where the service is made for
_SHIPPED = Path(__file__).parent / "regimes"


def load_regimes(folder: Path | None = None) -> dict[str, Regime]:
    """Return the regimes by name, the default one first, from `folder` or those shipped. Raises ConfigError."""
    return {file.stem: read_toml(file, RegimeFile).regime(file.stem) for file in _files(folder or _SHIPPED)}


def regime_names() -> list[str]:
    """Return the names of the regimes that are shipped, the default one first."""
    return [file.stem for file in _files(_SHIPPED)]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"), key=lambda file: (file.stem != DEFAULT_REGIME, file.stem))
