"""How full is a bin, after all its messages? One reading never decides.

A reading that fits the level before it is believed. One that does not waits for the next: if that agrees, the level has
changed; if that is back at the old level, it was a false echo. Sudden rises that then stand still to the millimetre are
something before the sensor (blocked); a reading that never moves although it used to is stuck.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from domain.waste.emptying import Emptied, EmptyingRules, Fall, Said, judge
from domain.waste.frame import Fault, Frame, fault_of

_HOUR, _DAY = 3_600_000, 86_400_000  # ms
_NOISE = 6.0  # %: settling, drift and noise between two readings
_TILTED_NOISE = 4.0  # after a tilt a smaller fall is worth a second look
_SUDDEN = 15.0  # % at once, beside what a day can bring
_CLEAR = 15.0  # %: a fall right after a tilt
_AT_ONCE = 8.0  # %: more than a bag; worth remembering
_A_DAY_BRINGS = 100.0  # %
_ECHO = 6 * _HOUR  # a reading that differs and is taken back later than this was no echo
_DOUBTS = 5  # readings that agree with nothing: then their median is believed
_TAKE_BACK = _DAY  # within so long a level that jumps back to where it fell from was never emptied
_AGAIN, _GROWN = 12.0, 30.0  # %, and % a day: what jumps back is as full as it was, with what came in since
_UNDONE = 3 * _DAY
_ALIKE = 4  # readings equal to the last digit after a sudden rise: blocked
_FADES, _RESTLESS = 0.9, 2.0  # a bin that is emptied is tilted once or twice, a lid that swings open again and again
_STUCK_READINGS, _STUCK = 24, _DAY
_MOVING = 0.7  # share of readings that differ from the one before, of a live sensor

Told = Callable[[int], Sequence[Said]]  # what people said of the bin around a time (ms UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What is believed of one bin, times in ms UTC, levels in %.

    `level` was seen at `time` and, when `sure`, by two readings. `doubts`: (time, level) of readings that disagree.
    `tilted_at`: since the level was seen; `tilts`: how many lately, each message fading. `rose_at`, `rose_from`, `rose_to`: the
    last rise at once. `raw`, `alike`: the newest value, and how often it was repeated since `alike_since`; `moving`: share of
    changes that followed a change.
    `fault`: of the newest readings, `faulty` in a row.
    `last`: the last emptying, `taken`: the last that was taken back.
    """

    level: float | None = None
    time: int | None = None
    seen: int | None = None
    sure: bool = False
    doubts: tuple[tuple[int, float], ...] = ()
    tilted_at: int | None = None
    tilts: float = 0.0
    rose_at: int | None = None
    rose_from: float = 0.0
    rose_to: float = 0.0
    raw: float | None = None
    alike: int = 0
    alike_since: int = 0
    moving: float = 0.5
    fault: Fault | None = None
    faulty: int = 0
    last: Emptied | None = None
    taken: Emptied | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What a frame brought: a believed level (with its time), an emptying, or that the last emptying was none."""

    level: tuple[int, float] | None = None
    emptied: Emptied | None = None
    taken_back: Emptied | None = None


_NOTHING = News()


def settle(settled: Settled, frame: Frame, told: Told, rules: EmptyingRules) -> tuple[Settled, News]:
    """Take in the next frame, later than all before."""
    now = _noted(settled, frame)
    fault = fault_of(frame, settled.level) or _standing_still(now)
    if fault is not None or frame.level is None:
        return _faulty(now, fault or "no_sensor")
    now = replace(now, fault=None, faulty=0)
    level = min(max(frame.level, 0.0), 100.0)
    if now.level is None or now.time is None:
        return replace(now, level=level, time=frame.time), News(level=(frame.time, level))
    if now.doubts:
        return _weigh(now, frame.time, level, told, rules)
    if _fits(now, frame.time, level):
        return _believe(now, frame.time, level)
    if now.tilted_at is not None and now.level - level >= _CLEAR and now.tilts < _RESTLESS:
        return _changed(now, (frame.time, level), (frame.time, level), told, rules)  # the tilt was the first of two readings
    return replace(now, doubts=((frame.time, level),)), _NOTHING


def _noted(settled: Settled, frame: Frame) -> Settled:
    """Remember when it was heard, tilts, and whether the value moves."""
    tilts = settled.tilts * _FADES + (1.0 if frame.tilted else 0.0)
    now = replace(settled, seen=frame.time, tilts=tilts, tilted_at=frame.time if frame.tilted else settled.tilted_at)
    if frame.tilted or frame.raw is None:
        return now
    if frame.raw == settled.raw:
        return replace(now, alike=settled.alike + 1)
    moving = settled.moving * 0.95 + (0.05 if settled.alike == 0 else 0.0)
    return replace(now, raw=frame.raw, alike=0, alike_since=frame.time, moving=moving)


def _standing_still(now: Settled) -> Fault | None:
    if now.moving < _MOVING or now.seen is None:
        return None
    if now.rose_at is not None and now.alike >= _ALIKE and now.alike_since <= now.rose_at + _HOUR and now.alike_since >= now.rose_at:
        return "blocked"
    return "stuck" if now.alike >= _STUCK_READINGS and now.seen - now.alike_since >= _STUCK else None


def _faulty(now: Settled, fault: Fault) -> tuple[Settled, News]:
    faulty = now.faulty + 1 if now.fault == fault else 1
    if fault == "blocked" and now.rose_at is not None and now.level != now.rose_from:
        # What lay before the sensor was no waste: believe what was there before, also the emptying that it seemed to disprove.
        before = replace(now, level=now.rose_from, time=now.rose_at, doubts=(), fault=fault, faulty=2)
        if now.taken is None:
            return before, _NOTHING
        return replace(before, last=now.taken, taken=None), News(emptied=now.taken)
    return replace(now, fault=fault, faulty=faulty), _NOTHING


def _fits(now: Settled, time: int, level: float) -> bool:
    assert now.level is not None  # noqa: S101 - callers have seen a level
    assert now.time is not None  # noqa: S101
    lowest = now.level - (_TILTED_NOISE if now.tilted_at is not None else _NOISE)
    return lowest <= level <= now.level + _rise(time - now.time)


def _rise(elapsed: int) -> float:
    """Return by how much (%) a level may rise within `elapsed` ms without being doubted."""
    return _SUDDEN + _brought(elapsed)


def _brought(elapsed: int) -> float:
    return _A_DAY_BRINGS * elapsed / _DAY


def _believe(now: Settled, time: int, level: float) -> tuple[Settled, News]:
    believed = replace(now, level=level, time=time, sure=True, doubts=(), tilted_at=None)
    if now.last is not None and _jumps_back(now, now.last, time, level):
        return _taken_back(now, believed, now.last, time, level), News(level=(time, level), taken_back=now.last)
    return _risen(now, believed, time, level), News(level=(time, level))


def _weigh(now: Settled, time: int, level: float, told: Told, rules: EmptyingRules) -> tuple[Settled, News]:
    """Decide between the level and those who doubt it."""
    assert now.level is not None  # noqa: S101 - only a level is doubted
    if (len(now.doubts) == 1 or time - now.doubts[0][0] < _ECHO) and _fits(now, time, level):
        return _believe(replace(now, doubts=()), time, level)
    agreeing = next((doubt for doubt in now.doubts if abs(doubt[1] - level) <= _NOISE), None)
    grown = next((doubt for doubt in now.doubts[::-1] if 0 < level - doubt[1] <= _NOISE + _brought(time - doubt[0])), None)
    if (agreeing or grown) and level < now.level and now.tilts >= _RESTLESS:
        return replace(now, doubts=(*now.doubts[:1], *now.doubts[1:][-2:], (time, level))), _NOTHING
    if agreeing or grown:
        return _changed(now, agreeing or grown or now.doubts[-1], (time, level), told, rules)
    if _fits(now, time, level):
        return _believe(replace(now, doubts=()), time, level)
    doubts = (*now.doubts, (time, level))
    if len(doubts) < _DOUBTS:
        return replace(now, doubts=doubts), _NOTHING
    return _changed(now, (doubts[0][0], median(one for _, one in doubts)), (time, level), told, rules)


def _changed(now: Settled, first: tuple[int, float], second: tuple[int, float], told: Told, rules: EmptyingRules) -> tuple[Settled, News]:
    """Believe a level that two readings told."""
    time, level = second
    after = replace(now, level=level, time=time, sure=True, doubts=(), tilted_at=None)
    if now.level is None or first[1] > now.level:
        if now.last is not None and _jumps_back(now, now.last, *first):
            return _taken_back(now, after, now.last, *first), News(level=second, taken_back=now.last)
        return _risen(now, after, *first), News(level=second)
    emptied = _judged(now, first, time, told, rules)
    return replace(after, rose_at=None, last=emptied or now.last, taken=None), News(level=second, emptied=emptied)


def _judged(now: Settled, low: tuple[int, float], known_at: int, told: Told, rules: EmptyingRules) -> Emptied | None:
    assert now.level is not None  # noqa: S101 - only a level can fall
    began = min(low[0], now.doubts[0][0]) if now.doubts else low[0]
    fall = Fall(
        time=began if now.tilted_at is None else min(began, now.tilted_at),
        known_at=known_at,
        before=now.level,
        after=low[1],
        tilted=now.tilted_at is not None,
        undoes_a_rise=_undoes(now, low),
    )
    return judge(fall, told(fall.time), rules)


def _risen(before: Settled, after: Settled, time: int, level: float) -> Settled:
    """Remember a rise at once: it may have been no waste. What came in over a day or two was."""
    if before.level is None or before.time is None or level - before.level < _AT_ONCE + _brought(time - before.time) / 2:
        return after
    return replace(after, rose_at=time, rose_from=before.level, rose_to=level, taken=None)


def _taken_back(before: Settled, after: Settled, last: Emptied, time: int, level: float) -> Settled:
    """Believe that the last emptying was none; the jump is remembered, for it may be something before the sensor after all."""
    return replace(after, last=None, taken=last, rose_at=time, rose_from=before.level or 0.0, rose_to=level)


def _undoes(now: Settled, low: tuple[int, float]) -> bool:
    """Tell whether a fall only takes back the last rise at once, with nothing come in on top of it since."""
    if now.rose_at is None or now.level is None or low[0] - now.rose_at > _UNDONE:
        return False
    here_since = -_NOISE <= low[1] - now.rose_from <= _NOISE + _brought(low[0] - now.rose_at) / 2
    return here_since and abs(now.level - now.rose_to) <= _NOISE


def _jumps_back(now: Settled, last: Emptied, time: int, level: float) -> bool:
    """Tell whether the level is back at once where it fell from: then it never was emptied (an open lid, something in the way)."""
    deep = last.before - last.after
    at_once = now.level is not None and level - now.level >= max(0.6 * deep, _TILTED_NOISE)
    elapsed = time - last.time
    back = last.before - max(0.05 * deep, 3.0) <= level <= last.before + _AGAIN + _GROWN * elapsed / _DAY
    return elapsed <= _TAKE_BACK and at_once and back
