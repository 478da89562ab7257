"""The state of one bin: everything that its next message continues from, and the rules by which it does."""

from dataclasses import dataclass

from domain.waste.forecast.demand import DemandRules, unknown_demand
from domain.waste.forecast.fill_history import FillHistory
from domain.waste.level.belief import Belief
from domain.waste.level.emptying import EmptyingRules
from domain.waste.level.estimate import LevelEstimate

OVERFLOWING = 100.0  # %: where a bin overflows and a sensor sees no more


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackingRules:
    """How bins are tracked; figures and their sources: config/waste.toml. Times in ms, `step` in %.

    `step`: a level that moved so far is a new belief; `belief_ms`: the longest that a belief stands. `beliefs_ms`: how long they are kept.
    `fault_readings`: readings in a row without a level that make a fault. `silent_intervals`: missed before a sensor counts as silent.
    `report_ms`: how far a crew report may lie from what it is about. `report_wait_ms`: how long the sensor and the crew wait for each
    other before they contradict. `crews_ms`: crews report at all if they did within so long.
    """

    step: float
    belief_ms: int
    beliefs_ms: int
    fault_readings: int
    silent_intervals: int
    report_ms: int
    report_wait_ms: int
    crews_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BinRules:
    """All rules by which bins are tracked."""

    demand: DemandRules
    emptying: EmptyingRules
    tracking: TrackingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class BinState:
    """One bin: its estimated level, what its levels have taught, its last emptying (ms UTC), and what was last believed of it.

    `emptied_before`: the emptying before the last, should the last be retracted. `reported_at` (ms UTC): an emptying after that which
    a crew reported and the sensor has not confirmed (domain.waste.level.crew_report).
    """

    bin_id: str
    estimate: LevelEstimate
    history: FillHistory
    emptied_at: int | None = None
    emptied_before: int | None = None
    reported_at: int | None = None
    belief: Belief | None = None


def unknown_bin(bin_id: str, rules: BinRules) -> BinState:
    """Return the state of a bin before its first message."""
    return BinState(bin_id=bin_id, estimate=LevelEstimate(), history=FillHistory(demand=unknown_demand(rules.demand)))
