"""Applies a bin's messages to its state, one after the other."""

from dataclasses import dataclass, replace

from domain.waste.forecast.fill_history import FillHistory, add_level, restart
from domain.waste.level.bin_state import OVERFLOWING, BinRules, BinState, TrackingRules
from domain.waste.level.crew_report import confirmed_by
from domain.waste.level.emptying import DetectedEmptying, ReportsAround
from domain.waste.level.estimate import LevelChange, update_level
from domain.waste.level.message import SensorMessage

_TAKEN_FOR_WASTE = 15.0  # %: by so much something in front of the sensor had raised the level


@dataclass(frozen=True, slots=True, kw_only=True)
class BinUpdate:
    """The state after a message, and the emptying that it detected or retracted."""

    state: BinState
    detected: DetectedEmptying | None = None
    retracted: DetectedEmptying | None = None


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
    change = replace(change, detected=change.detected or confirmed_by(state, change))
    if change.detected is not None:
        now = _with_emptying(now, change.detected.time, rules.tracking)
    now = replace(now, history=_learned(now, message, change, pool, rules))
    return BinUpdate(state=now, detected=change.detected, retracted=change.retracted)


def without_emptying(state: BinState, time: int) -> BinState:
    """Return the state if the emptying at `time` (ms UTC) was none: the one before it is the last again."""
    return replace(state, emptied_at=state.emptied_before, emptied_before=None) if state.emptied_at == time else state


def _with_emptying(state: BinState, time: int, rules: TrackingRules) -> BinState:
    if state.reported_at is not None and state.reported_at <= time + rules.report_ms:
        state = replace(state, reported_at=None)  # it was the one that the crew reported
    return replace(state, emptied_at=time, emptied_before=state.emptied_at) if time > (state.emptied_at or 0) else state


def _learned(state: BinState, message: SensorMessage, change: LevelChange, pool: float, rules: BinRules) -> FillHistory:
    """Return the history with what was thrown in since, and never with what only the sensor made of it."""
    history, estimate = state.history, state.estimate
    if estimate.fault == "blocked" and estimate.level is not None and history.level - estimate.level > _TAKEN_FOR_WASTE:
        return restart(history, message.time, estimate.level, full=OVERFLOWING)
    if change.level is None or (history.time is not None and change.level[0] <= history.time):
        return history
    if change.detected is not None or change.retracted is not None:
        return restart(history, *change.level, full=OVERFLOWING)
    return add_level(history, *change.level, full=OVERFLOWING, pool=pool, rules=rules.demand)
