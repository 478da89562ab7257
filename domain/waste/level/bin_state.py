"""Keeps the state of one bin up to date as its messages and crew reports come in."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.waste.forecast.demand import DemandRules, unknown_demand
from domain.waste.forecast.fill_history import FillHistory, add_level, outlook, restart
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.emptying import DetectedEmptying, EmptyingRules, ReportsAround
from domain.waste.level.estimate import LevelChange, LevelEstimate, assume_emptied, update_level
from domain.waste.level.fill import BRIMFUL, FULL, NEARLY_FULL
from domain.waste.level.message import Fault, SensorMessage

_FULL = 100.0  # %: where it overflows and a sensor sees no more
_TAKEN_FOR_WASTE = 15.0  # %: by so much something in front of the sensor had raised the level
_POINTS = 5  # that stand for where a coarse sensor's content may lie


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

    `emptied_before`: the emptying before the last, should the last be retracted.
    """

    bin_id: str
    estimate: LevelEstimate
    history: FillHistory
    emptied_at: int | None = None
    emptied_before: int | None = None
    belief: Belief | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BinUpdate:
    """The state after a message, and the emptying that it detected or retracted."""

    state: BinState
    detected: DetectedEmptying | None = None
    retracted: DetectedEmptying | None = None


def unknown_bin(bin_id: str, rules: BinRules) -> BinState:
    """Return the state of a bin before its first message."""
    return BinState(bin_id=bin_id, estimate=LevelEstimate(), history=FillHistory(demand=unknown_demand(rules.demand)))


def apply_message(state: BinState, message: SensorMessage, reports: ReportsAround, pool: float, rules: BinRules) -> BinUpdate:
    """Return the state after the next message; one that is not later than all before changes nothing.

    `pool`: the other bins' rate, full bins a day.
    """
    if state.estimate.last_seen is not None and message.time <= state.estimate.last_seen:
        return BinUpdate(state=state)
    estimate, change = update_level(state.estimate, message, reports, rules.emptying)
    now = replace(state, estimate=estimate)
    if change.retracted is not None:
        now = without_emptying(now, change.retracted.time)
    if change.detected is not None and (now.emptied_at is None or change.detected.time > now.emptied_at):
        now = replace(now, emptied_at=change.detected.time, emptied_before=now.emptied_at)
    now = replace(now, history=_learned(now, message, change, pool, rules))
    return BinUpdate(state=now, detected=change.detected, retracted=change.retracted)


def emptied_by_crew(state: BinState, time: int) -> BinState:
    """Return the state of a bin that a crew emptied at `time` (ms UTC), which its sensor did not report."""
    if state.emptied_at is not None and time <= state.emptied_at:
        return state
    now = replace(state, emptied_at=time, emptied_before=state.emptied_at)
    if state.estimate.level is None:  # it has no sensor
        return now
    return replace(now, estimate=assume_emptied(state.estimate, time), history=restart(state.history, time, 0.0, full=_FULL))


def without_emptying(state: BinState, time: int) -> BinState:
    """Return the state if the emptying at `time` (ms UTC) was none: the one before it is the last again."""
    return replace(state, emptied_at=state.emptied_before, emptied_before=None) if state.emptied_at == time else state


def forecast_of(state: BinState, pool: float, rules: BinRules) -> Outlook | None:
    """Return the bin's forecast, with a few points for where the content may lie; None before any level."""
    ahead = outlook(state.history, full=_FULL, pool=pool, rules=rules.demand)
    return None if ahead is None else replace(ahead, content=_few_points(ahead.content))


def fault_in(state: BinState, rules: BinRules) -> Fault | None:
    """Return what is wrong with the sensor, None while only a single message looked like it."""
    return state.estimate.fault if state.estimate.fault_count >= rules.tracking.fault_readings else None


def snapshot(state: BinState, *, now: int, interval_ms: int, pool: float, rules: BinRules) -> Belief | None:
    """Return the belief at `now` (ms UTC) where it differs from the last by a step, None where that one still holds."""
    estimate, tracking = state.estimate, rules.tracking
    silence = tracking.silent_intervals * interval_ms + tracking.belief_ms
    belief = Belief(
        bin_id=state.bin_id,
        known_at=now,
        time=estimate.time,
        fill=estimate.level if estimate.confirmed else None,
        fault=fault_in(state, rules),
        emptied_at=state.emptied_at,
        silent_after=None if estimate.last_seen is None else estimate.last_seen + silence,
    )
    if state.belief is not None and not _differs(state.belief, belief, tracking):
        return None
    return replace(belief, outlook=forecast_of(state, pool, rules) if estimate.confirmed else None)


def _differs(before: Belief, now: Belief, rules: TrackingRules) -> bool:
    if (before.fault, before.emptied_at) != (now.fault, now.emptied_at) or now.known_at - before.known_at >= rules.belief_ms:
        return True
    if before.fill is None or now.fill is None:
        return before.fill is not now.fill
    crossed = any((before.fill >= bound) != (now.fill >= bound) for bound in (NEARLY_FULL, FULL, BRIMFUL))
    return crossed or abs(now.fill - before.fill) >= rules.step


def _learned(state: BinState, message: SensorMessage, change: LevelChange, pool: float, rules: BinRules) -> FillHistory:
    """Return the history with what was thrown in since, and never with what only the sensor made of it."""
    history, estimate = state.history, state.estimate
    if estimate.fault == "blocked" and estimate.level is not None and history.level - estimate.level > _TAKEN_FOR_WASTE:
        return restart(history, message.time, estimate.level, full=_FULL)
    if change.level is None or (history.time is not None and change.level[0] <= history.time):
        return history
    if change.detected is not None or change.retracted is not None:
        return restart(history, *change.level, full=_FULL)
    return add_level(history, *change.level, full=_FULL, pool=pool, rules=rules.demand)


def _few_points(content: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return points of equal weight that stand for a distribution."""
    if len(content) <= _POINTS:
        return tuple(content)
    total = sum(chance for _, chance in content)
    points, passed, index = [], 0.0, 0
    for number in range(_POINTS):
        aim = total * (number + 0.5) / _POINTS
        while passed + content[index][1] < aim and index < len(content) - 1:
            passed += content[index][1]
            index += 1
        points.append((content[index][0], 1 / _POINTS))
    return tuple(points)
