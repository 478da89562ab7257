"""A crew's report that a bin was emptied counts at once, until its sensor denies it.

The sensor may not speak for hours. A report that waited for it would leave a bin "full" that has just been emptied, and send a truck to
it again.
"""

from dataclasses import dataclass, replace
from typing import Literal

from domain.duration import MINUTE
from domain.waste.forecast.fill_history import restart
from domain.waste.level.bin_state import OVERFLOWING, BinState
from domain.waste.level.emptying import DRIVER, NEARLY_EMPTY, DetectedEmptying
from domain.waste.level.estimate import LevelChange, assume_emptied

_REPORTED_EARLY = 10 * MINUTE  # ms: crews press "emptied" before the bin is back in its place (O)
REPORT_ALONE = 0.9  # confidence in a report that the sensor did not see happen (O)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyingReport:
    """A report at `time` (ms UTC) that the sensor has not confirmed.

    `unconfirmed` until the sensor measures a level after it, `contradicted` when that is no emptied bin's.
    """

    time: int
    status: Literal["unconfirmed", "contradicted"]


def report_of(state: BinState) -> EmptyingReport | None:
    """Return the report that the bin's sensor has not confirmed, or None."""
    if state.reported_at is None:
        return None
    measured = state.estimate.time
    denied = measured is not None and measured > state.reported_at + _REPORTED_EARLY
    return EmptyingReport(time=state.reported_at, status="contradicted" if denied else "unconfirmed")


def as_reported(state: BinState) -> BinState:
    """Return the state with an unconfirmed report taken for true: what people see and decisions rest on, never what messages update."""
    report = report_of(state)
    if report is None or report.status == "contradicted":
        return state
    return _emptied(state, report.time)


def confirmed_by(state: BinState, change: LevelChange) -> DetectedEmptying | None:
    """Return the reported emptying if the level that a message brought agrees with it, None otherwise.

    A bin that held little is empty without a fall that shows it.
    """
    if state.reported_at is None or change.level is None:
        return None
    time, level = change.level
    if time <= state.reported_at or level > NEARLY_EMPTY:
        return None
    return DetectedEmptying(
        time=state.reported_at,
        known_at=time,
        before=state.estimate.level if state.estimate.level is not None else level,
        after=level,
        evidence=("nearly_empty", DRIVER),
        confidence=REPORT_ALONE,
    )


def report_emptying(state: BinState, time: int) -> BinState:
    """Return the state after a crew reported that it emptied the bin at `time` (ms UTC), while its sensor says nothing of it."""
    return state if time <= (state.emptied_at or 0) else replace(state, reported_at=time)


def without_report(state: BinState, time: int, within: int) -> BinState:
    """Return the state if no crew reported an emptying at most `within` ms from a time (ms UTC): they took it back."""
    near = state.reported_at is not None and abs(state.reported_at - time) <= within
    return replace(state, reported_at=None) if near else state


def emptied_by_crew(state: BinState, time: int) -> BinState:
    """Return the state of a bin that a crew emptied at `time` (ms UTC), where no sensor can be relied on to confirm it."""
    return state if time <= (state.emptied_at or 0) else replace(_emptied(state, time), reported_at=None)


def _emptied(state: BinState, time: int) -> BinState:
    now = replace(state, emptied_at=time, emptied_before=state.emptied_at)
    if state.estimate.level is None:  # it has no sensor
        return now
    history = restart(state.history, time, 0.0, full=OVERFLOWING)
    return replace(now, estimate=assume_emptied(state.estimate, time), history=history)
