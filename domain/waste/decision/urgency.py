"""How urgent a bin is: why it must not wait, and how likely it is to overflow if it does."""

from bisect import bisect_left
from dataclasses import dataclass

from domain.duration import DAY
from domain.reading import is_backfill
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.situation import BinSituation, Situation
from domain.waste.decision.trigger import DueBin, DueReason
from domain.waste.forecast.demand import DemandRules, unknown_demand
from domain.waste.forecast.forecast import Outlook
from domain.waste.level.belief import Belief
from domain.waste.level.fill import FULL

_SHARE_FULL = FULL / 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Urgency:
    """A bin's outlook, why it must not wait (`reason`, None: it may), and its P(overflow) if it does (`risk`).

    `is_known`: its level was seen, so that the risk decides; else only its age does. `limit`: of that risk.
    """

    bin: BinSituation
    outlook: Outlook | None
    is_known: bool
    limit: float
    due_by_age: int | None
    reason: DueReason | None
    risk: float

    def chance(self, by: int) -> float:
        """Return P(overflow by `by`, ms UTC)."""
        if self.reason == "report":
            return 1.0
        return 0.0 if self.outlook is None else self.outlook.chance_full(max(by, self.outlook.since))

    def last_slot(self, situation: Situation, rules: DecisionRules) -> int | None:
        """Return the number of the last departure (0: the next) that it may go with; None: with none of those looked ahead."""
        if self.reason is not None:
            return 0
        later = situation.departures[1:]
        risky = len(later)
        if self.is_known and later and self.chance(later[-1] + rules.reach_ms) >= self.limit:
            risky = bisect_left(later, self.limit, key=lambda moment: self.chance(moment + rules.reach_ms))
        old = len(later) if self.due_by_age is None else bisect_left(later, self.due_by_age - rules.reach_ms)
        last = min(risky, old)
        return last if last < len(later) else None

    def safe_until(self, rules: DecisionRules) -> int:
        """Return until when (ms UTC) a truck may leave for it; 0 where it is late already."""
        if self.reason in ("full", "report"):
            return 0
        if self.reason == "age" and self.due_by_age is not None:
            return self.due_by_age - rules.reach_ms
        when = None if self.outlook is None else self.outlook.quantile(self.limit)
        return 0 if when is None else when - rules.reach_ms

    def due_bin(self) -> DueBin:
        """Return it as a trigger names it."""
        belief = self.bin.belief
        fill = None if belief is None or belief.fill is None else round(belief.fill, 1)
        when = self.due_by_age
        if self.reason != "age":
            when = self.outlook.quantile(0.5, _SHARE_FULL) if self.outlook is not None else None
        return DueBin(bin_id=self.bin.place.id, reason=self.reason or "full", fill=fill, full_at=when, probability=round(self.risk, 4))


def urgency(bin_: BinSituation, situation: Situation, rules: DecisionRules, demand: DemandRules) -> Urgency:
    """Return how urgent a bin is, should it wait for the departure after the next."""
    belief = bin_.belief if bin_.belief is not None and not _is_backfilled(bin_.belief) else None
    outlook, due_by_age = _expected(bin_, belief, situation.at, rules, demand)
    until = situation.reached(1, rules)
    risk = 0.0 if outlook is None else outlook.chance_full(max(until, outlook.since))
    is_known = belief is not None and belief.outlook is not None
    limit = rules.risk_limit if belief is not None and belief.is_reliable(situation.at) else rules.blind_limit
    reason = _reason(bin_, belief, above=is_known and risk > limit, aged=due_by_age is not None and due_by_age <= until)
    return Urgency(
        bin=bin_,
        outlook=outlook,
        is_known=is_known,
        limit=limit,
        due_by_age=due_by_age,
        reason=reason,
        risk=1.0 if reason == "report" else risk,
    )


def _is_backfilled(belief: Belief) -> bool:
    return belief.time is not None and is_backfill(belief.time, belief.known_at)


def _expected(
    bin_: BinSituation, belief: Belief | None, at: int, rules: DecisionRules, demand: DemandRules
) -> tuple[Outlook | None, int | None]:
    """Return the outlook of the bin's level, and when (ms UTC) it is due by age where no sensor tells."""
    emptied = belief.emptied_at if belief is not None and belief.emptied_at is not None else bin_.registered_at
    tells = belief is not None and belief.is_reliable(at)
    due_by_age = None if tells or bin_.interval_days is None else emptied + round(bin_.interval_days * DAY)
    if belief is not None and belief.outlook is not None:
        return belief.outlook, due_by_age
    if bin_.interval_days is None:
        return None, due_by_age
    rate = rules.interval_fill / bin_.interval_days
    return Outlook(since=emptied, content=((0.0, 1.0),), demand=unknown_demand(demand), rate=rate, rules=demand), due_by_age


def _reason(bin_: BinSituation, belief: Belief | None, *, above: bool, aged: bool) -> DueReason | None:
    if belief is not None and belief.fill is not None and belief.fill >= FULL:
        return "full"
    if bin_.reported_at is not None:
        return "report"
    if above:
        return "will_overflow"
    return "age" if aged else None
