"""Raises, renews and withdraws triggers as bins need a truck, or no longer do, and keeps the decisions for all to see.

Decided anew when something changed that a decision rests on, and every few minutes because time alone makes bins fuller: so
also before each collection day's departure.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import Connection

from domain.device import Bin, Registry
from domain.duration import MINUTE
from domain.waste.decision.decision import Decision, decide
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.situation import situation
from domain.waste.decision.trigger import Trigger, area_of, renew, withdraw
from domain.waste.forecast.demand import DemandRules
from domain.waste.routing.fleet import Fleet
from storage.state.engine import State
from storage.state.waste import beliefs, bin_reports, dismissed_requests, fleets, triggers
from storage.state.waste import decisions as standing
from storage.state.waste.decision_inputs import decision_inputs
from watch.leadership import Leadership

_LEAST_S = 1.0
_SHARE = 4  # deciding takes at most one part in five of the time
_MOVED = 30 * MINUTE  # a latest departure that moved less is no news

Where = tuple[str, str]  # area and fraction


class Dispatch:
    """Raises, renews and withdraws triggers. `monotonic` gives seconds."""

    def __init__(
        self, state: State, leadership: Leadership, rules: DecisionRules, demand: DemandRules, monotonic: Callable[[], float]
    ) -> None:
        self._state = state
        self._leadership = leadership
        self._rules = rules
        self._demand = demand
        self._monotonic = monotonic
        self._next = float("-inf")
        self._rests_on: tuple[int, ...] = ()
        self._decided_at = 0
        self._decided_for: Registry | None = None

    def step(self, registry: Registry, now: int) -> None:
        """Decide if there is cause to at `now` (ms UTC). Raises StateAwayError, LostLeadershipError."""
        began = self._monotonic()
        if began < self._next:
            return
        self._next = began + _LEAST_S
        with self._state.read() as connection:
            rests_on = _newest(connection)
        same = rests_on == self._rests_on and registry is self._decided_for
        if same and now - self._decided_at < self._rules.every_ms:
            return
        self._decide(registry, now)
        self._rests_on, self._decided_for, self._decided_at = rests_on, registry, now
        ended = self._monotonic()
        self._next = ended + max(_LEAST_S, _SHARE * (ended - began))

    def _decide(self, registry: Registry, now: int) -> None:
        with self._state.read() as connection:
            fleet = fleets.at(connection, now, now)
            decisions = {where: self._decision(connection, bins, where, fleet, now) for where, bins in _grouped(registry, now).items()}
            open_triggers = {(open_.area, open_.fraction): open_ for open_ in triggers.of_state(connection, ("open",))}
            wanted = {
                where: self._changed(open_triggers.get(where), where, decisions.get(where), now)
                for where in decisions.keys() | open_triggers.keys()
            }
        changes = {where: trigger for where, trigger in wanted.items() if trigger is not None}
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            standing.replace(connection, decisions)
            for where, trigger in changes.items():
                before = triggers.open_of(connection, *where)
                if before == open_triggers.get(where):  # else somebody planned a round for it meanwhile: decided on next time
                    triggers.keep(connection, trigger, new=before is None)

    def _decision(self, connection: Connection, bins: Sequence[Bin], where: Where, fleet: Fleet, now: int) -> Decision:
        inputs = decision_inputs(connection, [bin_.id for bin_ in bins], now, self._demand)
        return decide(situation(bins, inputs, fleet, where[1], self._rules), self._rules, self._demand)

    def _changed(self, before: Trigger | None, where: Where, decision: Decision | None, now: int) -> Trigger | None:
        """Return the trigger as it is to be kept, None where nothing changes."""
        if decision is not None and decision.send and decision.latest_departure is not None:
            if before is None:
                return _raised(where, decision, decision.latest_departure, now)
            return renew(before, decision.bins, decision.latest_departure) if _is_news(before, decision) else None
        if before is not None and not self._still_needed(before, decision):
            return withdraw(before, now)
        return None

    def _still_needed(self, trigger: Trigger, decision: Decision | None) -> bool:
        """Return whether a risk lies between the two limits: then the trigger stays, so that it doesn't come and go."""
        risks: Mapping[str, float] = {} if decision is None else decision.risks
        return any(risks.get(bin_id, 0.0) > self._rules.keep_limit for bin_id in trigger.bin_ids)


def _grouped(registry: Registry, now: int) -> Mapping[Where, Sequence[Bin]]:
    groups: dict[Where, list[Bin]] = defaultdict(list)
    for history in registry.bins.values():
        bin_ = history.at(now)
        if not bin_.removed:
            groups[area_of(bin_), bin_.fraction].append(bin_)
    return groups


def _newest(connection: Connection) -> tuple[int, ...]:
    """Return what tells that something a decision rests on has changed."""
    return (
        beliefs.current_number(connection),
        bin_reports.current_number(connection),
        dismissed_requests.count(connection),
        fleets.current_version(connection),
        triggers.current_seq(connection),
    )


def _raised(where: Where, decision: Decision, latest: int, now: int) -> Trigger:
    area, fraction = where
    return Trigger(id=triggers.new_id(), raised_at=now, latest_departure=latest, area=area, fraction=fraction, bins=decision.bins)


def _is_news(before: Trigger, decision: Decision) -> bool:
    reasons = {(bin_.bin_id, bin_.reason) for bin_ in decision.bins}
    moved = abs((decision.latest_departure or 0) - before.latest_departure)
    return reasons != {(bin_.bin_id, bin_.reason) for bin_ in before.bins} or moved > _MOVED
