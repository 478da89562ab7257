"""What may be true of a bin, given what its sensor has told: one explanation among several, each with its weight.

A level that fell to the ground may be an emptying, an open lid or somebody else's echo; a level that rose may be waste or a
box before the sensor. The next readings tell: each explanation is weighed by how likely it makes them (a hidden Markov model
whose unlikely branches are cut, as in multiple hypothesis tracking, Reid 1979).
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from domain.duration import DAY, HOUR
from domain.waste.level.hypothesis_rules import ExplanationRules
from domain.waste.level.likelihood import ANYTHING, after_emptying, before_lens, chance, found_again, like, out_of_lid
from domain.waste.level.message import LOWEST, NEAR_FULL

View = Literal["open", "lid_open", "blocked", "dead_zone"]

_ORDINARY = 3.0  # %: what a level may differ by without another explanation being worth a thought
_CUT = 1e-4  # explanations that weigh less, beside all, are forgotten
_MOST = 12  # explanations kept
_ALIKE = 1.5  # %: explanations that differ by less are one
_SAME_EMPTYING = 5_400_000  # ms: so far apart two explanations may time the same emptying
_FALLS, _SUDDEN, _A_DAY_BRINGS = 6.0, 15.0, 100.0  # %: a level that moved further since it was seen is told by this reading alone
_HELD = 0.3  # share of a new value in what an open lid shows


class Loss(NamedTuple):
    """An emptying in an explanation: when (ms UTC), how full (%) it was, whether its sensor was turned over."""

    time: int
    before: float
    tilted: bool


@dataclass(frozen=True, slots=True)
class Explanation:
    """What may be true: the content is `level` (%), last seen at `seen_at` (ms UTC) by so many `readings` in a row.

    `unseen`: it was emptied and what is left was not seen yet; `level` is that before. `view`: what the sensor looks at; if not
    at the content, it `shows` (%) something else. `losses`: the emptyings of the last days, oldest first. `weight`: 0–1 beside the others.
    """

    weight: float
    level: float
    seen_at: int
    readings: int = 1
    unseen: bool = False
    view: View = "open"
    shows: float = 0.0
    losses: tuple[Loss, ...] = ()

    def has_emptied(self, time: int, within: int) -> bool:
        """Return whether it holds that the bin was emptied within so long (ms) of a time (ms UTC)."""
        return any(abs(loss.time - time) <= within for loss in self.losses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A message: `level` (%) at `time` (ms UTC), so many `days` after the last one; `tilted`: the sensor lay on its side.
    `tells_tilt`: it would say so.

    `days_emptied`: for how long an emptying may be what it tells of. A message that comes sooner than the one before has a cause.

    `if_open`, `if_blocked`: how likely the value would be the very same as before (or not, as it is) if the sensor saw
    the content, and if something lay before it.
    """

    time: int
    days: float
    days_emptied: float
    level: float
    tilted: bool = False
    tells_tilt: bool = True
    if_open: float = 1.0
    if_blocked: float = 1.0


def explain(explanations: Sequence[Explanation], glimpse: Glimpse, rules: ExplanationRules) -> tuple[Explanation, ...]:
    """Return what may be true after the next message, heaviest first."""
    if len(explanations) == 1 and _is_ordinary(explanations[0], glimpse):
        known = explanations[0]
        return (Explanation(1.0, glimpse.level, glimpse.time, known.readings + 1, losses=known.losses),)
    return sift(one for known in explanations for one in _branches(known, glimpse, rules) if one.weight > 0)


def sift(explanations: Iterable[Explanation]) -> tuple[Explanation, ...]:
    """Join what comes to the same, forget what is unlikely, and let the weights add up to 1."""
    kept: list[Explanation] = []
    heaviest = sorted(explanations, key=lambda one: one.weight, reverse=True)
    least = _CUT * sum(one.weight for one in heaviest)
    for one in heaviest:
        same = next((index for index, other in enumerate(kept) if _is_same(one, other)), None)
        if same is not None:
            kept[same] = _weighing(kept[same], kept[same].weight + one.weight)
        elif one.weight > least and len(kept) < _MOST:
            kept.append(one)
    total = sum(one.weight for one in kept)
    return tuple(sorted((_weighing(one, one.weight / total) for one in kept), key=lambda one: one.weight, reverse=True))


def _is_ordinary(known: Explanation, glimpse: Glimpse) -> bool:
    return known.view == "open" and not known.unseen and not glimpse.tilted and abs(glimpse.level - known.level) <= _ORDINARY


def _is_near(known: Explanation, glimpse: Glimpse) -> bool:
    return -_FALLS <= glimpse.level - known.level <= _SUDDEN + _A_DAY_BRINGS * (glimpse.time - known.seen_at) / DAY


def _is_same(one: Explanation, other: Explanation) -> bool:
    return (
        one.view == other.view
        and one.unseen == other.unseen
        and abs(one.level - other.level) < _ALIKE
        and (one.view == "open" or abs(one.shows - other.shows) < _ALIKE)
        and len(one.losses) == len(other.losses)
        and all(abs(a.time - b.time) <= _SAME_EMPTYING for a, b in zip(one.losses, other.losses, strict=True))
    )


def _weighing(one: Explanation, weight: float) -> Explanation:
    return Explanation(weight, one.level, one.seen_at, one.readings, one.unseen, one.view, one.shows, one.losses)


def _branches(known: Explanation, glimpse: Glimpse, rules: ExplanationRules) -> Iterator[Explanation]:
    """Yield what may have come of an explanation, each weighing as much as it was likely."""
    emptied = chance(_emptyings_a_day(known, glimpse.time, rules), glimpse.days_emptied)
    if glimpse.tilted:
        yield from _tilted(known, glimpse, emptied, rules)
        return
    if glimpse.level >= LOWEST:
        # Emptied, and the sensor was not turned over.
        left = after_emptying(known.level, glimpse.level, 0.0) * (1 - rules.tilt_seen if glimpse.tells_tilt else 1.0)
        yield _seen(known, glimpse, emptied * left * glimpse.if_open, _lost(known, glimpse, tilted=False))
    if known.view == "open":
        yield from _from_open(known, glimpse, rules)
    elif known.view == "lid_open":
        yield from _from_lid(known, glimpse, rules)
    else:
        yield from _from_blocked(known, glimpse, rules)  # or from the dead zone, where a sensor says its farthest again and again


def _from_open(known: Explanation, glimpse: Glimpse, rules: ExplanationRules) -> Iterator[Explanation]:
    level, odds = glimpse.level, glimpse.if_open
    if level >= LOWEST:
        readings = known.readings + 1 if known.unseen or _is_near(known, glimpse) else 1
        yield _seen(known, glimpse, (1 - rules.echo) * _is_content(known, glimpse), known.losses, readings)
    yield _unseen(known, rules.echo * ANYTHING * odds)
    yield _unseen(known, chance(rules.lids_a_day, glimpse.days) * (1 - rules.lid_tilted) * out_of_lid(level) * odds, "lid_open", level)
    if known.level >= NEAR_FULL and not known.unseen and abs(level) <= _ORDINARY:
        yield _unseen(known, chance(rules.dead_zones_a_day, glimpse.days) / (2 * _ORDINARY) * odds, "dead_zone", level)
    if level > known.level + _ORDINARY or known.unseen:
        yield _unseen(known, chance(rules.blocked_a_day, glimpse.days) * before_lens(known.level) * odds, "blocked", level)


def _from_lid(known: Explanation, glimpse: Glimpse, rules: ExplanationRules) -> Iterator[Explanation]:
    closes = chance(24 / rules.lid_hours, glimpse.days)
    odds = (1 - closes) * (1 - rules.lid_tilted) * like(glimpse.level, known.shows) * glimpse.if_open
    yield _unseen(known, odds, "lid_open", _held(known, glimpse.level))
    if glimpse.level >= LOWEST:
        yield _seen(known, glimpse, closes * _is_content(known, glimpse), known.losses)


def _from_blocked(known: Explanation, glimpse: Glimpse, rules: ExplanationRules) -> Iterator[Explanation]:
    frees = chance(24 / rules.blocked_hours, glimpse.days)
    yield _unseen(known, (1 - frees) * like(glimpse.level, known.shows) * glimpse.if_blocked, known.view, known.shows)
    yield _unseen(known, rules.echo * ANYTHING * glimpse.if_open, known.view, known.shows)
    if glimpse.level >= LOWEST:
        yield _seen(known, glimpse, frees * _is_content(known, glimpse), known.losses)


def _tilted(known: Explanation, glimpse: Glimpse, emptied: float, rules: ExplanationRules) -> Iterator[Explanation]:
    """Of a sensor on its side only that it lies there counts, unless it looks out of an open lid."""
    knocked = (rules.tilt_error + chance(rules.knocks_a_day, glimpse.days)) * ANYTHING
    weight, losses = known.weight * emptied * rules.tilt_seen * ANYTHING, _lost(known, glimpse, tilted=True)
    yield Explanation(weight, known.level, glimpse.time, 1, True, "open", 0.0, losses)
    if known.view == "open":
        yield _unseen(known, knocked)
        opens = chance(rules.lids_a_day, glimpse.days) * rules.lid_tilted * out_of_lid(glimpse.level)
        yield _unseen(known, opens, "lid_open", glimpse.level)
    elif known.view != "lid_open":
        yield _unseen(known, knocked, known.view, known.shows)
    else:
        closes = chance(24 / rules.lid_hours, glimpse.days)
        yield _unseen(known, closes * knocked)
        stays = (1 - closes) * rules.lid_tilted * like(glimpse.level, known.shows)
        yield _unseen(known, stays, "lid_open", _held(known, glimpse.level))
        yield Explanation(weight, known.level, glimpse.time, 1, True, "lid_open", known.shows, losses)  # and the crew left it open


def _is_content(known: Explanation, glimpse: Glimpse) -> float:
    """Return how likely what is seen is, if it is the content."""
    days = (glimpse.time - known.seen_at) / DAY
    seen = after_emptying if known.unseen else found_again
    return seen(known.level, glimpse.level, days) * glimpse.if_open


def _seen(known: Explanation, glimpse: Glimpse, likelihood: float, losses: tuple[Loss, ...], readings: int = 1) -> Explanation:
    return Explanation(known.weight * likelihood, glimpse.level, glimpse.time, readings, losses=losses)


def _unseen(known: Explanation, likelihood: float, view: View = "open", shows: float = 0.0) -> Explanation:
    return Explanation(known.weight * likelihood, known.level, known.seen_at, known.readings, known.unseen, view, shows, known.losses)


def _lost(known: Explanation, glimpse: Glimpse, *, tilted: bool) -> tuple[Loss, ...]:
    return (*known.losses, Loss(glimpse.time, known.level, tilted))


def _held(known: Explanation, level: float) -> float:
    near = abs(level - known.shows) < 2 * _ORDINARY
    return known.shows + _HELD * (level - known.shows) if near else known.shows


def _emptyings_a_day(known: Explanation, time: int, rules: ExplanationRules) -> float:
    """Return how often a bin as full as this is emptied; hardly again within hours."""
    low, middle, high = rules.emptyings_a_day
    rate = low if known.level < 25 else middle if known.level < 75 else high
    just = bool(known.losses) and time - known.losses[-1].time < rules.again_hours * HOUR
    return rate * (rules.again_share if just else 1.0)
