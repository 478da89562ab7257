"""Estimates how full a bin is from all its messages; one reading never decides.

Each message is weighed against every hypothesis about the bin (domain.waste.level.hypothesis). The level of the heaviest one is believed
once two readings in a row agree. Something in front of the sensor, an open lid or an echo leaves the level as it was. A reading that
never moves although it used to is stuck.
"""

from dataclasses import dataclass, replace
from typing import Literal

from domain.duration import DAY
from domain.waste.level.emptying import DetectedEmptying, EmptyingRules, ReportsAround, find_detected, find_retracted
from domain.waste.level.fill import HIGHEST_TRUE, clamped
from domain.waste.level.hypothesis import Hypothesis, prune
from domain.waste.level.hypothesis_rules import HypothesisRules
from domain.waste.level.hypothesis_update import Measurement, update
from domain.waste.level.message import NEAR_FULL, Fault, SensorMessage, fault_of

_LEADING = 0.5  # weight from which a hypothesis's level is believed
_SURELY = 0.8  # weight of hypotheses in which the sensor does not see the content: then it is faulty
_STUCK_READINGS, _STUCK = 24, DAY  # of a sensor whose noise shows that it is alive
_ALIVE = 4 * DAY  # so long a sensor must have moved, before repeating says anything without noise
_STILL_READINGS, _STILL = 8, 2 * DAY  # of such a sensor
_STILLER = 2  # times its longest rest: a bin that nobody uses on weekends rests for days
_MOVING = 0.7  # share of readings that differ from the one before, of a live sensor
_LEAST, _MOST = 0.02, 0.98  # probability that a value repeats, or moved: never certain
_NEWEST = 0.05  # share of one reading in `moving`
_NOISE_FALL = 3.0  # %: what noise takes from a level
_TWO = 2  # readings
_HIDING: tuple[Literal["blocked", "lid_open", "dead_zone"], ...] = ("blocked", "lid_open", "dead_zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEstimate:
    """What is known of one bin's level; times in ms UTC, levels in %.

    `level` was seen at `time`; `confirmed` once two readings agreed. `last_seen`: the last message, `gap` ms after the one before.
    `hypotheses`: what may be true, heaviest first. `raw`: the newest value, repeated `repeats` times since `repeated_since`.
    `longest_rest`: the longest time (ms) in which an earlier value was repeated; the first value came at `first_value`.
    `moving`: share of small falls, which are noise, that followed a change. `fault`: of the newest `fault_count` readings in a row.
    `emptyings`: those of the last days that were detected and not retracted.
    """

    level: float | None = None
    time: int | None = None
    last_seen: int | None = None
    confirmed: bool = False
    hypotheses: tuple[Hypothesis, ...] = ()
    raw: float | None = None
    repeats: int = 0
    repeated_since: int = 0
    gap: int = 0
    first_value: int | None = None
    longest_rest: int = 0
    moving: float = 0.03  # a sensor of which nothing is known is taken to repeat itself as a box does, so that repeating means nothing
    fault: Fault | None = None
    fault_count: int = 0
    emptyings: tuple[DetectedEmptying, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelChange:
    """What a message changed: a believed level with its time, a newly detected emptying, or a retracted one."""

    level: tuple[int, float] | None = None
    detected: DetectedEmptying | None = None
    retracted: DetectedEmptying | None = None


_NO_CHANGE = LevelChange()


def update_level(
    estimate: LevelEstimate, message: SensorMessage, reports: ReportsAround, rules: EmptyingRules
) -> tuple[LevelEstimate, LevelChange]:
    """Return the estimate after the next message, which is later than all before, and what that changed."""
    gap = message.time - (estimate.last_seen or message.time)
    now = _weigh(_note_repetition(estimate, message), message, gap, rules)
    hidden = _hidden_by(now)
    fault = fault_of(message, estimate.level) or hidden or _stuck(now)
    if fault is not None or message.level is None:
        now, level = _with_fault(now, fault or "no_sensor", hidden), None
    else:
        now, level = _believe_leading(now if now.fault is None else replace(now, fault=None, fault_count=0), message)
    if level is None and hidden is None:  # one reading never decides
        return now, _NO_CHANGE
    return _follow_emptyings(now, message.time, level, reports, rules)


def assume_emptied(estimate: LevelEstimate, time: int) -> LevelEstimate:
    """Return the estimate of a bin that was emptied at `time` (ms UTC), which its sensor did not report."""
    unseen = Hypothesis(1.0, estimate.level or 0.0, time, unseen=True)
    return replace(estimate, level=0.0, time=time, confirmed=True, hypotheses=(unseen,))


def _note_repetition(estimate: LevelEstimate, message: SensorMessage) -> LevelEstimate:
    """Note when the sensor was heard, and whether its value moves."""
    if message.tilted or message.raw is None:
        return replace(estimate, last_seen=message.time)
    if message.raw == estimate.raw:
        return replace(estimate, last_seen=message.time, repeats=estimate.repeats + 1)
    moving = estimate.moving
    if _fell_by_noise(estimate, message):
        moving = moving * (1 - _NEWEST) + (_NEWEST if estimate.repeats == 0 else 0.0)
    rest = estimate.last_seen - estimate.repeated_since if estimate.repeats and estimate.last_seen is not None else 0
    return replace(
        estimate,
        last_seen=message.time,
        raw=message.raw,
        repeats=0,
        repeated_since=message.time,
        moving=moving,
        first_value=message.time if estimate.first_value is None else estimate.first_value,
        longest_rest=max(estimate.longest_rest, rest),
    )


def _fell_by_noise(estimate: LevelEstimate, message: SensorMessage) -> bool:
    """Return whether the level fell a little, as no waste does; a rise does not show how still the sensor holds its value."""
    if message.level is None or not estimate.hypotheses or estimate.hypotheses[0].seen_at != estimate.last_seen:
        return False
    return 0 < estimate.hypotheses[0].level - message.level <= _NOISE_FALL


def _weigh(now: LevelEstimate, message: SensorMessage, gap: int, rules: EmptyingRules) -> LevelEstimate:
    """Weigh the message against the hypotheses; one without a level, and the dead zone of a full bin, change nothing."""
    fault = fault_of(message, now.level)
    if message.level is None or message.level > HIGHEST_TRUE or fault == "dead_zone":
        return now
    if not now.hypotheses:
        return replace(now, hypotheses=() if fault else (Hypothesis(1.0, message.level, message.time),))
    measurement = _measurement(now, message, message.level, gap, rules.hypothesis)
    hypotheses = update(now.hypotheses, measurement, rules.hypothesis)
    return replace(now, hypotheses=_without_old_emptyings(hypotheses, message.time - rules.look_back_ms), gap=gap)


def _measurement(now: LevelEstimate, message: SensorMessage, level: float, gap: int, rules: HypothesisRules) -> Measurement:
    moved = now.repeats == 0
    if_open, if_blocked = (now.moving, 1 - rules.blocked_same) if moved else (1 - now.moving, rules.blocked_same)
    return Measurement(
        time=message.time,
        days=gap / DAY,
        days_emptied=max(gap, now.gap / 2) / DAY,
        level=level,
        tilted=message.tilted,
        reports_tilt=message.reports_tilt,
        if_open=min(max(if_open, _LEAST), _MOST),
        if_blocked=if_blocked,
    )


def _without_old_emptyings(hypotheses: tuple[Hypothesis, ...], since: int) -> tuple[Hypothesis, ...]:
    """Drop emptyings of before `since` (ms UTC): hypotheses that differed only by them become one."""
    if all(not hypothesis.emptyings or hypothesis.emptyings[0].time >= since for hypothesis in hypotheses):
        return hypotheses
    return prune(
        replace(hypothesis, emptyings=tuple(emptying for emptying in hypothesis.emptyings if emptying.time >= since))
        for hypothesis in hypotheses
    )


def _hidden_by(now: LevelEstimate) -> Fault | None:
    """Return what almost certainly stands between the sensor and the content, or None."""
    return next((view for view in _HIDING if sum(a.weight for a in now.hypotheses if a.view == view) >= _SURELY), None)


def _stuck(now: LevelEstimate) -> Fault | None:
    """Return `stuck` for a value that a live sensor has repeated for too long."""
    if now.last_seen is None:
        return None
    rest = now.last_seen - now.repeated_since
    if now.moving >= _MOVING and now.repeats >= _STUCK_READINGS and rest >= _STUCK:
        return "stuck"
    # A full bin rests until it is emptied.
    if now.first_value is None or now.repeats < _STILL_READINGS or (now.level is not None and now.level >= NEAR_FULL):
        return None
    # A value stands until the next one would come.
    was_alive = now.repeated_since + now.gap - now.first_value >= _ALIVE
    return "stuck" if was_alive and rest + now.gap >= max(_STILL, _STILLER * now.longest_rest) else None


def _with_fault(now: LevelEstimate, fault: Fault, hidden: Fault | None) -> LevelEstimate:
    now = replace(now, fault=fault, fault_count=now.fault_count + 1 if now.fault == fault else 1)
    if hidden is None:
        return now
    # What is in front of the sensor is no waste, and an open lid no emptying: the level is what was there before.
    leading = now.hypotheses[0]
    return now if leading.unseen else replace(now, level=clamped(leading.level), time=leading.seen_at)


def _believe_leading(now: LevelEstimate, message: SensorMessage) -> tuple[LevelEstimate, tuple[int, float] | None]:
    """Believe the heaviest hypothesis's level, if it is of this message and rests on more than one reading."""
    leading = now.hypotheses[0]
    if leading.seen_at != message.time or leading.weight < _LEADING:
        return now, None
    level = clamped(leading.level)
    if now.level is None:
        return replace(now, level=level, time=message.time), (message.time, level)
    if leading.readings < _TWO:
        return now, None
    return replace(now, level=level, time=message.time, confirmed=True), (message.time, level)


def _follow_emptyings(
    now: LevelEstimate, time: int, level: tuple[int, float] | None, reports: ReportsAround, rules: EmptyingRules
) -> tuple[LevelEstimate, LevelChange]:
    """Detect or retract an emptying, at most one of the two with a message."""
    since = time - rules.look_back_ms
    recent = tuple(emptying for emptying in now.emptyings if emptying.time >= since - rules.same_ms)
    retracted = find_retracted(now.hypotheses, recent, since + rules.same_ms, reports, rules)
    if retracted is not None:
        recent = tuple(emptying for emptying in recent if emptying is not retracted)
    detected = None if retracted or level is None else find_detected(now.hypotheses, recent, time, reports, rules)
    known = recent if detected is None else (*recent, detected)
    now = now if known == now.emptyings else replace(now, emptyings=known)
    return now, LevelChange(level=level, detected=detected, retracted=retracted)
