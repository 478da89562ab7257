"""Which figures are bins understood by? Read from waste.toml."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from config.figures_file import Figure, Source, Table, read_figures
from domain.waste.demand import DemandRules
from domain.waste.emptying import EmptyingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteRules:
    """The rules of each concept."""

    demand: DemandRules
    emptying: EmptyingRules


class DemandTable(Table):
    """How demand is learned."""

    memory_days: Figure = Field(ge=1)
    pool_days: Figure = Field(gt=0)
    weekday_weight: Figure = Field(ge=0, le=1)
    dispersion: Figure = Field(gt=0)
    least_dispersion: Figure = Field(gt=0)
    rate: Figure = Field(gt=0)
    source: Source


class EmptyingTable(Table):
    """Weights of evidence, log odds."""

    tilt: Figure
    visited: Figure
    said_emptied: Figure
    said_could_not: Figure
    undoes_a_rise: Figure
    great_fall: Figure
    fall: Figure
    small_fall: Figure
    slight_fall: Figure
    nearly_empty: Figure
    some_left: Figure
    much_left: Figure
    decide_at: Figure
    source: Source


class WasteFile(Table):
    """waste.toml."""

    demand: DemandTable
    emptying: EmptyingTable


def load_waste(file: Path | None = None) -> WasteRules:
    """Read the rules from `file`, by default those shipped. Raises FiguresError."""
    content = read_figures(file or Path(__file__).parent / "waste.toml", WasteFile)
    return WasteRules(
        demand=DemandRules(**content.demand.model_dump(exclude={"source"})),
        emptying=EmptyingRules(**content.emptying.model_dump(exclude={"source"})),
    )
