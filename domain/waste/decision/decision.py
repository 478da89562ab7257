"""Send a truck, or wait?

A bin must go with the next departure if it is full, reported, older than its interval without a sensor that tells, or likelier
than the limit to overflow before a truck of the departure after that would reach it. One such bin is enough: it is never
waited while a risk is above the limit. What going and waiting cost in km is reckoned by looking ahead over the next
departures, each round taking along what is due soon after.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from domain.duration import DAY
from domain.reading import is_backfill
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.lookahead import km_ahead
from domain.waste.decision.trigger import DueBin, DueReason
from domain.waste.forecast.demand import DemandRules, unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.fill import FULL
from domain.waste.routing.fleet import Place

_SHARE_FULL = FULL / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class BinSituation:
    """One bin as it was when the decision was asked for; times in ms UTC.

    `registered_at`: an age counts from there before any emptying is known. `reported_at`: the last report since the bin was emptied.
    """

    place: Place
    registered_at: int
    belief: Belief | None = None
    interval_days: float | None = None
    reported_at: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All that a decision at `at` (ms UTC) rests on; `departures`: at which moments a truck can leave, earliest first, two or more."""

    at: int
    departures: Sequence[int]
    bins: Sequence[BinSituation]
    depot: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do at `at` (ms UTC).

    `bins`: those that must not wait, most urgent first. `latest_departure`: until when a truck must have left, None where
    none is needed within what is looked ahead. `overflow_…`: how many bins are expected to overflow before a truck of the
    second departure reaches them. `km_…`: over the departures looked ahead. `risks`: P(overflow) of each bin by then.
    """

    at: int
    send: bool
    departure: int
    latest_departure: int | None
    bins: tuple[DueBin, ...]
    overflow_if_waiting: float
    overflow_if_sent: float
    km_if_sent: float
    km_if_waiting: float
    risks: Mapping[str, float] = field(default_factory=dict)


def decide(situation: Situation, rules: DecisionRules, demand: DemandRules) -> Decision:
    """Decide; the same situation is always decided the same."""
    judged = [_Judged.of(one, situation, rules, demand) for one in situation.bins]
    due = sorted((one for one in judged if one.reason is not None), key=lambda one: (-one.risk, one.bin.place.id))
    first = situation.departures[0]
    slots = {one.bin.place: one.last_slot(situation, rules) for one in judged}
    waiting = fsum(one.risk for one in judged)
    saved = fsum(max(0.0, one.risk - one.chance(first + rules.reach_ms)) for one in due)
    sent, waited = km_ahead(slots, len(situation.departures), situation.depot, rules)
    return Decision(
        at=situation.at,
        send=bool(due),
        departure=first,
        latest_departure=_latest(due, slots, situation, rules),
        bins=tuple(one.named() for one in due),
        overflow_if_waiting=round(waiting, 3),
        overflow_if_sent=round(waiting - saved, 3),
        km_if_sent=round(sent, 1),
        km_if_waiting=round(waited, 1),
        risks={one.bin.place.id: one.risk for one in judged},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A bin with what is expected of it, why it must not wait (None: it may), and its P(overflow) if it does.

    `is_known`: something was seen of its level, so that the risk decides; else only its age does. `limit`: of that risk.
    """

    bin: BinSituation
    outlook: Outlook | None
    is_known: bool
    limit: float
    due_by_age: int | None
    reason: DueReason | None
    risk: float

    @classmethod
    def of(cls, one: BinSituation, situation: Situation, rules: DecisionRules, demand: DemandRules) -> "_Judged":
        belief = one.belief if one.belief is not None and not _backfilled(one.belief) else None
        outlook, aged = _expected(one, belief, situation.at, rules, demand)
        until = situation.departures[1] + rules.reach_ms
        risk = 0.0 if outlook is None else outlook.chance_full(max(until, outlook.since))
        known = belief is not None and belief.outlook is not None
        limit = rules.risk_limit if belief is not None and belief.is_reliable(situation.at) else rules.blind_limit
        reason = _reason(one, belief, above=known and risk > limit, aged=aged is not None and aged <= until)
        return cls(
            bin=one,
            outlook=outlook,
            is_known=known,
            limit=limit,
            due_by_age=aged,
            reason=reason,
            risk=1.0 if reason == "report" else risk,
        )

    def chance(self, by: int) -> float:
        """Return P(overflow by `by`)."""
        if self.reason == "report":
            return 1.0
        return 0.0 if self.outlook is None else self.outlook.chance_full(max(by, self.outlook.since))

    def last_slot(self, situation: Situation, rules: DecisionRules) -> int | None:
        """Return with which departure it must go at the latest, None: with none of those looked ahead."""
        if self.reason is not None:
            return 0
        departures = situation.departures[1:]
        risky = len(departures)
        if self.is_known and self.chance(departures[-1] + rules.reach_ms) >= self.limit:
            risky = bisect_left(departures, self.limit, key=lambda moment: self.chance(moment + rules.reach_ms))
        old = len(departures) if self.due_by_age is None else bisect_left(departures, self.due_by_age - rules.reach_ms)
        last = min(risky, old)
        return last if last < len(departures) else None

    def named(self) -> DueBin:
        """Return it as people are told it."""
        belief = self.bin.belief
        fill = None if belief is None or belief.fill is None else round(belief.fill, 1)
        when = self.due_by_age
        if self.reason != "age":
            when = self.outlook.quantile(0.5, _SHARE_FULL) if self.outlook is not None else None
        return DueBin(bin_id=self.bin.place.id, reason=self.reason or "full", fill=fill, full_at=when, probability=round(self.risk, 4))


def _backfilled(belief: Belief) -> bool:
    return belief.time is not None and is_backfill(belief.time, belief.known_at)


def _expected(
    one: BinSituation, belief: Belief | None, at: int, rules: DecisionRules, demand: DemandRules
) -> tuple[Outlook | None, int | None]:
    """Return what is expected of the bin's level, and when (ms UTC) it is due by age where no sensor tells."""
    emptied = belief.emptied_at if belief is not None and belief.emptied_at is not None else one.registered_at
    tells = belief is not None and belief.is_reliable(at)
    aged = None if tells or one.interval_days is None else emptied + round(one.interval_days * DAY)
    if belief is not None and belief.outlook is not None:
        return belief.outlook, aged
    if one.interval_days is None:
        return None, aged
    rate = rules.interval_fill / one.interval_days
    return Outlook(since=emptied, content=((0.0, 1.0),), demand=unknown_demand(demand), rate=rate, rules=demand), aged


def _reason(one: BinSituation, belief: Belief | None, *, above: bool, aged: bool) -> DueReason | None:
    if belief is not None and belief.fill is not None and belief.fill >= FULL:
        return "full"
    if one.reported_at is not None:
        return "report"
    if above:
        return "will_overflow"
    return "age" if aged else None


def _latest(due: Sequence[_Judged], slots: Mapping[Place, int | None], situation: Situation, rules: DecisionRules) -> int | None:
    """Return until when a truck must have left so that no risk passes the limit."""
    if not due:
        last = min((slot for slot in slots.values() if slot is not None), default=None)
        return None if last is None else situation.departures[last]
    safe = _safe_until(due[0], rules)
    for one in due[1:]:
        if (
            one.reason != "will_overflow" or one.chance(safe + rules.reach_ms) >= one.limit
        ):  # else it is safe for longer: not to be searched
            safe = min(safe, _safe_until(one, rules))
    return max(situation.departures[0], safe)


def _safe_until(one: _Judged, rules: DecisionRules) -> int:
    """Return until when (ms UTC) a truck may leave for this bin; 0 where it is late already."""
    if one.reason in ("full", "report"):
        return 0
    if one.reason == "age" and one.due_by_age is not None:
        return one.due_by_age - rules.reach_ms
    when = None if one.outlook is None else one.outlook.quantile(one.limit)
    return 0 if when is None else when - rules.reach_ms
