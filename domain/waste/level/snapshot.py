"""What to believe of a bin now, and whether that differs enough from what was believed before."""

from collections.abc import Sequence
from dataclasses import replace
from math import fsum

from domain.waste.forecast.fill_history import outlook
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.bin_state import OVERFLOWING, BinRules, BinState, TrackingRules
from domain.waste.level.crew_report import as_reported
from domain.waste.level.fill import BRIMFUL, FULL, NEARLY_FULL
from domain.waste.level.message import Fault

_POINTS = 5  # that stand for where a coarse sensor's content may lie
_TIE = 1e-9  # of a chance: nearer than rounding, so that every Python chooses the same point


def forecast_of(state: BinState, pool: float, rules: BinRules) -> Outlook | None:
    """Return the bin's forecast, with a few points for where the content may lie; None before any level."""
    ahead = outlook(state.history, full=OVERFLOWING, pool=pool, rules=rules.demand)
    return None if ahead is None else replace(ahead, content=_few_points(ahead.content))


def fault_in(state: BinState, rules: BinRules) -> Fault | None:
    """Return what is wrong with the sensor, None while only a single message looked like it."""
    return state.estimate.fault if state.estimate.fault_count >= rules.tracking.fault_readings else None


def snapshot(state: BinState, *, now: int, interval_ms: int, pool: float, rules: BinRules) -> Belief | None:
    """Return the belief at `now` (ms UTC) where it differs from the last by a step, None where that one still holds."""
    state, tracking = as_reported(state), rules.tracking
    estimate = state.estimate
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


def _few_points(content: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return points of equal weight that stand for a distribution."""
    if len(content) <= _POINTS:
        return tuple(content)
    total = fsum(chance for _, chance in content)  # what `sum` gives differs between Pythons
    points, passed, index = [], 0.0, 0
    for number in range(_POINTS):
        aim = total * (number + 0.5) / _POINTS
        while passed + content[index][1] < aim - _TIE and index < len(content) - 1:
            passed += content[index][1]
            index += 1
        points.append((content[index][0], 1 / _POINTS))
    return tuple(points)
