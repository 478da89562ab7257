"""Reads the figures by which bins are tracked and trucks sent, from waste.toml."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from config.figures import Figure, Source
from config.fleet import Clock, seconds_of
from config.plan import PlanFigures, load_plan
from config.toml_file import Table, read_toml
from domain.duration import DAY, HOUR, MINUTE
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.forecast.demand import DemandRules
from domain.waste.level.bin_state import TrackingRules
from domain.waste.level.emptying import EmptyingRules
from domain.waste.level.hypothesis_rules import HypothesisRules


@dataclass(frozen=True, slots=True, kw_only=True)
class WasteRules:
    """The rules of each concept."""

    demand: DemandRules
    emptying: EmptyingRules
    decision: DecisionRules
    tracking: TrackingRules


class DemandTable(Table):
    """How demand is learned."""

    memory_days: Figure = Field(ge=1)
    pool_days: Figure = Field(gt=0)
    weekday_weight: Figure = Field(ge=0, le=1)
    first_dispersion: Figure = Field(gt=0)
    dispersion: Figure = Field(gt=0)
    least_dispersion: Figure = Field(gt=0)
    rate: Figure = Field(gt=0)
    source: Source


class HypothesisTable(Table):
    """How often what happens to a bin and its sensor."""

    emptyings_a_day: tuple[Figure, Figure, Figure]
    again_hours: Figure = Field(ge=0)
    again_share: Figure = Field(ge=0, le=1)
    tilt_seen: Figure = Field(gt=0, lt=1)
    echo: Figure = Field(gt=0, lt=1)
    tilt_error: Figure = Field(gt=0, lt=1)
    knocks_a_day: Figure = Field(ge=0)
    lids_a_day: Figure = Field(ge=0)
    lid_hours: Figure = Field(gt=0)
    lid_tilted: Figure = Field(gt=0, lt=1)
    blocked_a_day: Figure = Field(ge=0)
    blocked_hours: Figure = Field(gt=0)
    blocked_same: Figure = Field(gt=0, lt=1)
    dead_zones_a_day: Figure = Field(ge=0)
    source: Source


class EmptyingTable(Table):
    """When a fall counts as an emptying, and what crew reports weigh."""

    detect_at: Figure = Field(gt=0.5, lt=1)
    retract_at: Figure = Field(gt=0, lt=0.5)
    same_hours: Figure = Field(gt=0)
    look_back_hours: Figure = Field(gt=0)
    reported_emptied: Figure
    reported_could_not: Figure
    source: Source

    def rules(self, hypothesis: HypothesisRules) -> EmptyingRules:
        """Return them in the domain's terms."""
        return EmptyingRules(
            hypothesis=hypothesis,
            reported_emptied=self.reported_emptied,
            reported_could_not=self.reported_could_not,
            detect_at=self.detect_at,
            retract_at=self.retract_at,
            same_ms=round(self.same_hours * HOUR),
            look_back_ms=round(self.look_back_hours * HOUR),
        )


class DecisionTable(Table):
    """When a truck is sent."""

    risk_limit: Figure = Field(gt=0, lt=1)
    limit_source: Source
    reach_hours: Figure = Field(ge=0)
    round_hours: Figure = Field(ge=0)
    shift: tuple[Clock, Clock]
    slots: int = Field(ge=2)
    joins: int = Field(ge=0)
    interval_fill: Figure = Field(gt=0, le=1)
    blind_share: Figure = Field(gt=0, le=1)
    keep_share: Figure = Field(ge=0, le=1)
    cover_limit: Figure = Field(gt=0, lt=1)
    covers: int = Field(ge=1)
    every_minutes: Figure = Field(gt=0)
    source: Source

    def rules(self, plan: PlanFigures) -> DecisionRules:
        """Return them in the domain's terms, with the detours and the clocks that rounds are planned by."""
        return DecisionRules(
            risk_limit=self.risk_limit,
            blind_limit=self.risk_limit * self.blind_share,
            keep_limit=self.risk_limit * self.keep_share,
            cover_limit=self.cover_limit,
            covers=self.covers,
            reach_ms=round(self.reach_hours * HOUR),
            round_ms=round(self.round_hours * HOUR),
            shift_start_s=seconds_of(self.shift[0]),
            shift_end_s=seconds_of(self.shift[1]),
            slots=self.slots,
            joins=self.joins,
            interval_fill=self.interval_fill,
            every_ms=round(self.every_minutes * MINUTE),
            detour_factor=plan.roads.detour_factor,
            zone=plan.zone,
        )


class TrackingTable(Table):
    """How bins are tracked."""

    step: Figure = Field(gt=0)
    belief_hours: Figure = Field(gt=0)
    beliefs_days: Figure = Field(gt=0)
    fault_readings: int = Field(ge=2)
    silent_intervals: int = Field(ge=1)
    report_hours: Figure = Field(gt=0)
    report_wait_hours: Figure = Field(gt=0)
    crews_days: Figure = Field(gt=0)
    source: Source

    def rules(self) -> TrackingRules:
        """Return them in the domain's terms."""
        return TrackingRules(
            step=self.step,
            belief_ms=round(self.belief_hours * HOUR),
            beliefs_ms=round(self.beliefs_days * DAY),
            fault_readings=self.fault_readings,
            silent_intervals=self.silent_intervals,
            report_ms=round(self.report_hours * HOUR),
            report_wait_ms=round(self.report_wait_hours * HOUR),
            crews_ms=round(self.crews_days * DAY),
        )


class WasteFile(Table):
    """waste.toml."""

    demand: DemandTable
    hypothesis: HypothesisTable
    emptying: EmptyingTable
    decision: DecisionTable
    tracking: TrackingTable


def load_waste(file: Path | None = None, *, plan_file: Path | None = None, risk_limit: float | None = None) -> WasteRules:
    """Read the rules from `file`, by default those shipped, with a town's own plan file and `risk_limit` if it has them.

    Raises ConfigError.
    """
    content = read_toml(file or Path(__file__).parent / "waste.toml", WasteFile)
    decision = content.decision if risk_limit is None else content.decision.model_copy(update={"risk_limit": risk_limit})
    return WasteRules(
        demand=DemandRules(**content.demand.model_dump(exclude={"source"})),
        emptying=content.emptying.rules(HypothesisRules(**content.hypothesis.model_dump(exclude={"source"}))),
        decision=decision.rules(load_plan(plan_file)),
        tracking=content.tracking.rules(),
    )
