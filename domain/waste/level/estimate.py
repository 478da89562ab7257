"""Estimates how full a bin is from all its messages; one reading never decides.

Each message is weighed against every hypothesis about the bin (domain.waste.level.hypothesis). The level of the heaviest one is believed
once two readings in a row agree. Something in front of the sensor, an open lid or an echo leaves the level as it was. A reading that
never moves although it used to is stuck.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

from domain.duration import DAY
from domain.waste.level.emptying import DetectedEmptying, EmptyingRules, ReportsAround, find_detected, find_retracted
from domain.waste.level.fill import HIGHEST_TRUE, clamped
from domain.waste.level.hypothesis import Hypothesis, prune
from domain.waste.level.hypothesis_rules import HypothesisRules
from domain.waste.level.hypothesis_update import Measurement, update
from domain.waste.level.message import NEAR_FULL, Fault, SensorMessage, fault_of
from domain.waste.level.repetition import Repetition

_LEADING = 0.5  # weight from which a hypothesis's level is believed
_SURELY = 0.8  # weight of hypotheses in which the sensor does not see the content: then it is faulty
_NOISE_FALL = 3.0  # %: what noise takes from a level
_TWO = 2  # readings
_HIDING: tuple[Literal["blocked", "lid_open", "dead_zone"], ...] = ("blocked", "lid_open", "dead_zone")


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelEstimate:
    """What is known of one bin's level; times in ms UTC, levels in %.

    `level` was seen at `time`; `confirmed` once two readings agreed. `last_seen`: the last message, `gap` ms after the one before.
    `hypotheses`: what may be true, heaviest first. `fault`: of the newest `fault_count` readings in a row.
    `emptyings`: those of the last days that were detected and not retracted.
    """

    level: float | None = None
    time: int | None = None
    last_seen: int | None = None
    confirmed: bool = False
    hypotheses: tuple[Hypothesis, ...] = ()
    repetition: Repetition = field(default_factory=Repetition)
    gap: int = 0
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
    now = _weigh(_note_value(estimate, message), message, gap, rules)
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


def _note_value(estimate: LevelEstimate, message: SensorMessage) -> LevelEstimate:
    """Note when the sensor was heard, and whether its value moved."""
    if message.tilted or message.raw is None:
        return replace(estimate, last_seen=message.time)
    by_noise = _fell_by_noise(estimate, message)
    repetition = estimate.repetition.followed_by(message.raw, message.time, estimate.last_seen, by_noise=by_noise)
    return replace(estimate, last_seen=message.time, repetition=repetition)


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
    return Measurement(
        time=message.time,
        days=gap / DAY,
        days_emptied=max(gap, now.gap / 2) / DAY,
        level=level,
        tilted=message.tilted,
        reports_tilt=message.reports_tilt,
        if_open=now.repetition.likelihood_if_open(),
        if_blocked=now.repetition.likelihood_if_blocked(rules.blocked_same),
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
    full = now.level is not None and now.level >= NEAR_FULL  # such a bin rests until it is emptied
    return "stuck" if now.last_seen is not None and now.repetition.is_stuck(now.last_seen, now.gap, rests=full) else None


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
    emptyings = recent if detected is None else (*recent, detected)
    now = now if emptyings == now.emptyings else replace(now, emptyings=emptyings)
    return now, LevelChange(level=level, detected=detected, retracted=retracted)
