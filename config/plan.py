"""The figures that planning and effects calculate with, and today's practice, read from plan.toml."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from config.figures import Figure, Source
from config.toml_file import Table, read_toml
from domain.effects.co2 import Co2Factors

SHIPPED = Path(__file__).parent / "plan.toml"
Positive = Annotated[Figure, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]


class RoadFigures(Table):
    """How a straight line becomes a way."""

    detour_factor: Annotated[Figure, Field(ge=1)]
    detour_source: Source
    detour_error: Annotated[Figure, Field(ge=0, lt=1)]
    detour_error_source: Source
    speed_kmh: Positive
    speed_source: Source


class StopFigures(Table):
    """How long one container takes."""

    seconds: Count
    source: Source


class Search(Table):
    """How long is searched for a plan, in iterations; `largest`: bins searched at once, more are first joined with their neighbours."""

    seed: Annotated[int, Field(ge=0)]
    starts: Count
    short: Count
    long: Count
    fleet_sizes: Count
    largest: Count
    source: Source


class TruckDay(Table):
    """What a truck more must save, metres."""

    metres: Annotated[int, Field(ge=0)]
    source: Source


class Prize(Table):
    """What a bin that need not be emptied is worth."""

    metres: Annotated[Figure, Field(ge=0)]
    exponent: Positive
    least_fill: Annotated[Figure, Field(ge=0, le=100)]
    source: Source


class Co2(Table):
    """From way and hours to kg CO2; all but `version` say where they come from."""

    version: str
    kg_per_litre: Positive
    kg_per_litre_source: Source
    litres_per_km: Positive
    litres_per_km_source: Source
    litres_per_stop_hour: Annotated[Figure, Field(ge=0)]
    litres_per_stop_hour_source: Source
    litres_per_idle_hour: Annotated[Figure, Field(ge=0)]
    litres_per_idle_hour_source: Source
    idle_share: Annotated[Figure, Field(ge=0, lt=1)]
    idle_share_source: Source


def co2_factors(table: Co2) -> Co2Factors:
    """Return the factors in the domain's terms."""
    names = ("kg_per_litre", "litres_per_km", "litres_per_stop_hour", "litres_per_idle_hour", "idle_share")
    sources = tuple(str(getattr(table, f"{name}_source")) for name in names)
    return Co2Factors(version=table.version, sources=sources, **{name: getattr(table, name) for name in names})


class BaselineFigure(Table):
    """One figure of today's practice: a year's."""

    value: Annotated[Figure, Field(ge=0)]
    source: Source
    date: date


class Today(Table):
    """Today's practice; what is not known is left out. Hours, litres and CO2 follow from km and emptyings where they are not stated."""

    rounds: BaselineFigure | None = None
    km: BaselineFigure | None = None
    hours: BaselineFigure | None = None
    litres: BaselineFigure | None = None
    co2_kg: BaselineFigure | None = None
    emptyings: BaselineFigure | None = None
    overflow_hours: BaselineFigure | None = None
    exceedance_days: BaselineFigure | None = None


class GoalTable(Table):
    """A figure's change (%) of today's by a deadline, and the role that answers for it."""

    figure: Literal["hours", "km", "litres", "emptyings", "rounds", "overflow_hours", "co2_kg", "exceedance_days"]
    change_percent: Figure
    deadline: date
    role: Annotated[str, Field(min_length=1)]


class PlanFigures(Table):
    """plan.toml. `zone`: on whose clocks shifts and collection days are."""

    zone: ZoneInfo
    roads: RoadFigures
    stop: StopFigures
    search: Search
    truck_day: TruckDay
    kg_per_litre: Mapping[str, float | str]
    prize: Prize
    co2: Co2
    today: Today = Today()
    goals: tuple[GoalTable, ...] = ()

    def density(self, fraction: str) -> float:
        """Return kg a litre of a fraction as it lies in the bin."""
        return float(self.kg_per_litre.get(fraction, self.kg_per_litre["other"]))


def load_plan(file: Path | None = None) -> PlanFigures:
    """Read `file`, or the one that comes with Bysans. Raises ConfigError."""
    return read_toml(file or SHIPPED, PlanFigures)


def plan_with_own(plan: PlanFigures, practice: Mapping[str, Mapping[str, Any]], goals: Mapping[str, Mapping[str, Any]]) -> PlanFigures:
    """Return the plan's figures with the practice and goals that the pages were told, each by the figure's name."""
    stated = {name: BaselineFigure.model_validate(body) for name, body in practice.items() if name in Today.model_fields}
    own_goals = {name: GoalTable.model_validate({"figure": name, **body}) for name, body in goals.items()}
    kept = tuple(goal for goal in plan.goals if goal.figure not in own_goals)
    return plan.model_copy(update={"today": plan.today.model_copy(update=stated), "goals": (*kept, *own_goals.values())})
