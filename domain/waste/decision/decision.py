"""Whether to send a truck or wait.

A bin must go with the next departure if it is full, reported, older than its interval without a sensor that tells, or likelier
than the limit to overflow before a truck of the departure after that reaches it. A single such bin is enough to send a truck:
Bysans never waits while any bin's risk is above the limit. The km of going and of waiting are estimated over the next
departures, each round taking along what is due soon after.

A fleet without collection days has no departure: bins that cannot wait now are named, and no km are reckoned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import fsum

from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.lookahead import km_ahead
from domain.waste.decision.situation import Situation
from domain.waste.decision.trigger import DueBin
from domain.waste.decision.urgency import Urgency, urgency
from domain.waste.forecast.demand import DemandRules
from domain.waste.routing.fleet import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What to do at `at` (ms UTC).

    `departure`: the next one, None for a fleet that never drives. `bins`: those that must not wait, most urgent first.
    `latest_departure`: until when a truck must have left, None where none is needed within what is looked ahead.
    `overflow_…`: how many bins are expected to overflow before a truck of the second departure reaches them. `km_…`: over
    the departures looked ahead. `risks`: P(overflow) of each bin by then.
    """

    at: int
    send: bool
    departure: int | None
    latest_departure: int | None
    bins: tuple[DueBin, ...]
    overflow_if_waiting: float
    overflow_if_sent: float
    km_if_sent: float
    km_if_waiting: float
    risks: Mapping[str, float] = field(default_factory=dict)


def decide(situation: Situation, rules: DecisionRules, demand: DemandRules) -> Decision:
    """Decide; the same situation is always decided the same."""
    bins = [urgency(bin_, situation, rules, demand) for bin_ in situation.bins]
    due = sorted((bin_ for bin_ in bins if bin_.reason is not None), key=lambda bin_: (-bin_.risk, bin_.bin.place.id))
    slots = {bin_.bin.place: bin_.last_slot(situation, rules) for bin_ in bins}
    waiting = fsum(bin_.risk for bin_ in bins)
    saved = fsum(max(0.0, bin_.risk - bin_.chance(situation.reached(0, rules))) for bin_ in due)
    km_sent, km_waiting = km_ahead(slots, len(situation.departures), situation.depot, rules)
    return Decision(
        at=situation.at,
        send=bool(due),
        departure=situation.departures[0] if situation.departures else None,
        latest_departure=_latest_departure(due, slots, situation, rules),
        bins=tuple(bin_.due_bin() for bin_ in due),
        overflow_if_waiting=round(waiting, 3),
        overflow_if_sent=round(waiting - saved, 3),
        km_if_sent=round(km_sent, 1),
        km_if_waiting=round(km_waiting, 1),
        risks={bin_.bin.place.id: bin_.risk for bin_ in bins},
    )


def _latest_departure(due: Sequence[Urgency], slots: Mapping[Place, int | None], situation: Situation, rules: DecisionRules) -> int | None:
    """Return until when a truck must have left so that no risk passes its limit."""
    if not due:
        last = min((slot for slot in slots.values() if slot is not None), default=None)
        return None if last is None else situation.departures[last]
    safe = due[0].safe_until(rules)
    for bin_ in due[1:]:
        # A bin whose risk is still below its limit by then is safe for longer: no need to search until when.
        if bin_.reason != "will_overflow" or bin_.chance(safe + rules.reach_ms) >= bin_.limit:
            safe = min(safe, bin_.safe_until(rules))
    return max(situation.departures[0] if situation.departures else situation.at, safe)
