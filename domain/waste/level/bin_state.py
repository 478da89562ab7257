"""What is known of one bin, and what do its next message and its emptyings change?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.waste.forecast.demand import DemandRules, unknown
from domain.waste.forecast.fill_history import Learned, emptied, outlook, see
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.emptying import Emptied, EmptyingRules
from domain.waste.level.estimate import News, Settled, Told, emptied_unseen, settle
from domain.waste.level.fill import BRIMFUL, FULL, NEARLY_FULL
from domain.waste.level.message import Fault, Frame

_FULL = 100.0  # %: where it overflows and a sensor sees no more
_TAKEN_FOR_WASTE = 15.0  # %: so far a thing before the sensor had raised the level
_SEVERAL = 5  # so many points stand for where a coarse sensor's content may lie


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepingRules:
    """Figures and their sources: config/waste.toml. Times in ms, `step` in %."""

    step: float
    belief_ms: int
    beliefs_ms: int
    fault_readings: int
    silent_intervals: int
    visit_ms: int
    visit_wait_ms: int
    crews_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules by which a bin is understood."""

    demand: DemandRules
    emptying: EmptyingRules
    keeping: KeepingRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One bin: its settled level, what that has taught, when it was last emptied (ms UTC), and what was last believed.

    `before`: when it was emptied before that, should the last emptying be none.
    """

    bin_id: str
    settled: Settled
    learned: Learned
    emptied_at: int | None = None
    before: int | None = None
    believed: Belief | None = None


def nothing_known(bin_id: str, rules: Rules) -> Known:
    """Return what is known of a bin before its first message."""
    return Known(bin_id=bin_id, settled=Settled(), learned=Learned(demand=unknown(rules.demand)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a message changed: an emptying, or that the last one was none."""

    known: Known
    emptied: Emptied | None = None
    taken_back: Emptied | None = None


def take_in(known: Known, frame: Frame, told: Told, pool: float, rules: Rules) -> Seen:
    """Take in the next message; one that is not later than all before changes nothing. `pool`: the other bins' rate, full bins a day."""
    if known.settled.seen is not None and frame.time <= known.settled.seen:
        return Seen(known=known)
    settled, news = settle(known.settled, frame, told, rules.emptying)
    now = replace(known, settled=settled)
    if news.taken_back is not None and now.emptied_at == news.taken_back.time:
        now = replace(now, emptied_at=now.before, before=None)
    if news.emptied is not None and (now.emptied_at is None or news.emptied.time > now.emptied_at):
        now = replace(now, emptied_at=news.emptied.time, before=now.emptied_at)
    return Seen(known=replace(now, learned=_learned(now, frame, news, pool, rules)), emptied=news.emptied, taken_back=news.taken_back)


def emptied_by_word(known: Known, time: int) -> Known:
    """Believe a crew that emptied the bin at `time` (ms UTC) while its sensor told nothing of it."""
    if known.emptied_at is not None and time <= known.emptied_at:
        return known
    if known.settled.level is None:  # it has no sensor
        return replace(known, emptied_at=time, before=known.emptied_at)
    learned = emptied(known.learned, time, 0.0, full=_FULL)
    return replace(known, settled=emptied_unseen(known.settled, time), learned=learned, emptied_at=time, before=known.emptied_at)


def expected(known: Known, pool: float, rules: Rules) -> Outlook | None:
    """Return what is expected of the bin, with where the content may lie in a few points."""
    found = outlook(known.learned, full=_FULL, pool=pool, rules=rules.demand)
    return None if found is None else replace(found, content=_few(found.content))


def fault(known: Known, rules: Rules) -> Fault | None:
    """Return what is wrong with the sensor, None while only a single message looked like it."""
    return known.settled.fault if known.settled.faulty >= rules.keeping.fault_readings else None


def believe(known: Known, *, now: int, interval_ms: int, pool: float, rules: Rules) -> Belief | None:
    """Return the new belief where it differs by a step from the last one, None where that still holds; `now` in ms UTC."""
    settled = known.settled
    level = settled.level if settled.sure else None
    found = Belief(
        bin_id=known.bin_id,
        known_at=now,
        time=settled.time,
        fill=level,
        fault=fault(known, rules),
        emptied_at=known.emptied_at,
        silent_after=None
        if settled.seen is None
        else settled.seen + rules.keeping.silent_intervals * interval_ms + rules.keeping.belief_ms,
    )
    if known.believed is not None and not _differs(known.believed, found, rules.keeping):
        return None
    return replace(found, outlook=expected(known, pool, rules) if settled.sure else None)


def _differs(before: Belief, now: Belief, rules: KeepingRules) -> bool:
    if (before.fault, before.emptied_at) != (now.fault, now.emptied_at) or now.known_at - before.known_at >= rules.belief_ms:
        return True
    if before.fill is None or now.fill is None:
        return before.fill is not now.fill
    crossed = any((before.fill >= bound) != (now.fill >= bound) for bound in (NEARLY_FULL, FULL, BRIMFUL))
    return crossed or abs(now.fill - before.fill) >= rules.step


def _learned(known: Known, frame: Frame, news: News, pool: float, rules: Rules) -> Learned:
    """Return what has been learned: of what came in, and never of what only the sensor made of it."""
    learned, settled = known.learned, known.settled
    if settled.fault == "blocked" and settled.level is not None and learned.level - settled.level > _TAKEN_FOR_WASTE:
        return emptied(learned, frame.time, settled.level, full=_FULL)
    if news.level is None or (learned.time is not None and news.level[0] <= learned.time):
        return learned
    if news.emptied is not None or news.taken_back is not None:
        return emptied(learned, *news.level, full=_FULL)
    return see(learned, *news.level, full=_FULL, pool=pool, rules=rules.demand)


def _few(content: Sequence[tuple[float, float]]) -> tuple[tuple[float, float], ...]:
    """Return points of equal weight that stand for a distribution."""
    if len(content) <= _SEVERAL:
        return tuple(content)
    total = sum(chance for _, chance in content)
    found, passed, index = [], 0.0, 0
    for number in range(_SEVERAL):
        aim = total * (number + 0.5) / _SEVERAL
        while passed + content[index][1] < aim and index < len(content) - 1:
            passed += content[index][1]
            index += 1
        found.append((content[index][0], 1 / _SEVERAL))
    return tuple(found)
