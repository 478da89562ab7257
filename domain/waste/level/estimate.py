"""How full is a bin, after all its messages? One reading never decides.

Each message is held against all that may be true of the bin (domain.waste.level.hypothesis). The level of the heaviest explanation is
believed once two readings in a row told it; what lies before the sensor, an open lid or an echo leaves the level as it was. A reading
that never moves although it used to is stuck.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from domain.duration import DAY
from domain.waste.level.emptying import Emptied, EmptyingRules, Said, chance_emptied, emptied_of
from domain.waste.level.hypothesis import Explanation, Glimpse, explain, sift
from domain.waste.level.hypothesis_rules import ExplanationRules
from domain.waste.level.message import HIGHEST, Fault, Frame, fault_of

_LEADS = 0.5  # weight from which an explanation's level is believed
_SURELY = 0.8  # weight of explanations in which the sensor does not see the content: then it is faulty
_STUCK_READINGS, _STUCK = 24, DAY
_MOVING = 0.7  # share of readings that differ from the one before, of a live sensor
_LEAST, _MOST = 0.02, 0.98  # that a value is the very same, or moved, is never certain
_FOLLOWS = 0.05  # share of one reading in `moving`
_WAVERS = 3.0  # %: what noise takes from a level
_TWO = 2  # readings
_HIDING: tuple[Literal["blocked", "lid_open", "dead_zone"], ...] = ("blocked", "lid_open", "dead_zone")

Told = Callable[[int], Sequence[Said]]  # what people said of the bin around a time (ms UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is believed of one bin, times in ms UTC, levels in %.

    `level` was seen at `time` and, when `sure`, by two readings; `seen`: the last message, `gap` ms after the one before.
    `explanations`: what may be true, heaviest first. `raw`, `alike`: the newest value, and how often it was repeated since
    `alike_since`; `moving`: share of small falls, which are noise, that followed a change. `fault`: of the newest readings, `faulty` in
    a row. `told`: the emptyings of the last days that were told and not taken back.
    """

    level: float | None = None
    time: int | None = None
    seen: int | None = None
    sure: bool = False
    explanations: tuple[Explanation, ...] = ()
    raw: float | None = None
    alike: int = 0
    alike_since: int = 0
    gap: int = 0
    moving: float = 0.03  # a sensor of which nothing is known repeats itself as a box does, so that its repeating tells nothing
    fault: Fault | None = None
    faulty: int = 0
    told: tuple[Emptied, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a frame brought: a believed level (with its time), an emptying, or that one told before was none."""

    level: tuple[int, float] | None = None
    emptied: Emptied | None = None
    taken_back: Emptied | None = None


_NOTHING = News()


def settle(settled: Settled, frame: Frame, told: Told, rules: EmptyingRules) -> tuple[Settled, News]:
    """Take in the next frame, later than all before."""
    now = _weighed(_noted(settled, frame), settled.seen, frame, rules)
    hidden = _hidden(now)
    fault = fault_of(frame, settled.level) or hidden or _stuck(now)
    if fault is not None or frame.level is None:
        now, level = _faulty(now, fault or "no_sensor", hidden), None
    else:
        now, level = _believed(now if now.fault is None else replace(now, fault=None, faulty=0), frame)
    if level is None and hidden is None:  # one reading never decides
        return now, _NOTHING
    now, taken_back = _taken_back(now, told, rules)
    now, emptied = (now, None) if taken_back or level is None else _told(now, frame.time, told, rules)
    return now, News(level=level, emptied=emptied, taken_back=taken_back)


def emptied_unseen(settled: Settled, time: int) -> Settled:
    """Believe that the bin was emptied at `time` (ms UTC), of which its sensor told nothing."""
    unseen = Explanation(1.0, settled.level or 0.0, time, unseen=True)
    return replace(settled, level=0.0, time=time, sure=True, explanations=(unseen,))


def _noted(settled: Settled, frame: Frame) -> Settled:
    """Remember when it was heard, and whether the value moves."""
    if frame.tilted or frame.raw is None:
        return replace(settled, seen=frame.time)
    if frame.raw == settled.raw:
        return replace(settled, seen=frame.time, alike=settled.alike + 1)
    moving = settled.moving
    if _wavered(settled, frame):
        moving = moving * (1 - _FOLLOWS) + (_FOLLOWS if settled.alike == 0 else 0.0)
    return replace(settled, seen=frame.time, raw=frame.raw, alike=0, alike_since=frame.time, moving=moving)


def _wavered(settled: Settled, frame: Frame) -> bool:
    """Return whether the level fell a little, as no waste does: a rise says nothing of how still the sensor holds its value."""
    if frame.level is None or not settled.explanations or settled.explanations[0].seen_at != settled.seen:
        return False
    return 0 < settled.explanations[0].level - frame.level <= _WAVERS


def _weighed(now: Settled, last: int | None, frame: Frame, rules: EmptyingRules) -> Settled:
    """Hold the frame against the explanations; one without a level, and the dead zone of a full bin, tell nothing."""
    fault = fault_of(frame, now.level)
    if frame.level is None or frame.level > HIGHEST or fault == "dead_zone":
        return now
    if not now.explanations:
        first = () if fault else (Explanation(1.0, frame.level, frame.time),)
        return replace(now, explanations=first)
    glimpse = _glimpse(now, frame, frame.time - (last or frame.time), rules.explanation)
    found = explain(now.explanations, glimpse, rules.explanation)
    return replace(now, explanations=_recent(found, frame.time - rules.looked_back_ms), gap=frame.time - (last or frame.time))


def _glimpse(now: Settled, frame: Frame, gap: int, rules: ExplanationRules) -> Glimpse:
    assert frame.level is not None  # noqa: S101 - the caller has looked
    moved = now.alike == 0
    if_open, if_blocked = (now.moving, 1 - rules.blocked_same) if moved else (1 - now.moving, rules.blocked_same)
    return Glimpse(
        time=frame.time,
        days=gap / DAY,
        days_emptied=max(gap, now.gap / 2) / DAY,
        level=frame.level,
        tilted=frame.tilted,
        tells_tilt=frame.tells_tilt,
        if_open=min(max(if_open, _LEAST), _MOST),
        if_blocked=if_blocked,
    )


def _recent(found: tuple[Explanation, ...], since: int) -> tuple[Explanation, ...]:
    """Forget emptyings of long ago: explanations that differed by them are one."""
    if all(not one.losses or one.losses[0].time >= since for one in found):
        return found
    return sift(replace(one, losses=tuple(loss for loss in one.losses if loss.time >= since)) for one in found)


def _hidden(now: Settled) -> Fault | None:
    """Tell what surely stands between the sensor and the content."""
    return next((view for view in _HIDING if sum(one.weight for one in now.explanations if one.view == view) >= _SURELY), None)


def _stuck(now: Settled) -> Fault | None:
    if now.moving < _MOVING or now.seen is None:
        return None
    return "stuck" if now.alike >= _STUCK_READINGS and now.seen - now.alike_since >= _STUCK else None


def _faulty(now: Settled, fault: Fault, hidden: Fault | None) -> Settled:
    now = replace(now, fault=fault, faulty=now.faulty + 1 if now.fault == fault else 1)
    if hidden is None:
        return now
    # What lies before the sensor is no waste, and a lid that stands open no emptying: believe what was there before.
    known = now.explanations[0]
    return now if known.unseen else replace(now, level=_shown(known.level), time=known.seen_at)


def _believed(now: Settled, frame: Frame) -> tuple[Settled, tuple[int, float] | None]:
    """Believe the heaviest explanation's level, if it is of this frame and not of a single reading."""
    known = now.explanations[0]
    if known.seen_at != frame.time or known.weight < _LEADS:
        return now, None
    level = _shown(known.level)
    if now.level is None:
        return replace(now, level=level, time=frame.time), (frame.time, level)
    if known.readings < _TWO:
        return now, None
    return replace(now, level=level, time=frame.time, sure=True), (frame.time, level)


def _taken_back(now: Settled, told: Told, rules: EmptyingRules) -> tuple[Settled, Emptied | None]:
    """Find an emptying that was told and is hardly likely any more."""
    since = (now.seen or 0) - rules.looked_back_ms
    recent = tuple(one for one in now.told if one.time >= since - rules.same_ms)
    for one in recent:
        if one.time >= since + rules.same_ms and chance_emptied(now.explanations, one.time, told(one.time), rules) < rules.take_back_at:
            return replace(now, told=tuple(other for other in recent if other is not one)), one
    return (now if len(recent) == len(now.told) else replace(now, told=recent)), None


def _told(now: Settled, time: int, told: Told, rules: EmptyingRules) -> tuple[Settled, Emptied | None]:
    """Find an emptying that is likely enough to be told, and was not."""
    known = now.explanations[0]
    for loss in known.losses:
        if any(abs(loss.time - one.time) <= rules.same_ms for one in now.told):
            continue
        said = told(loss.time)
        confidence = chance_emptied(now.explanations, loss.time, said, rules)
        if confidence >= rules.tell_at:
            emptied = emptied_of(loss, _shown(known.level), time, said, confidence)
            return replace(now, told=(*now.told, emptied)), emptied
    return now, None


def _shown(level: float) -> float:
    return min(max(level, 0.0), 100.0)
