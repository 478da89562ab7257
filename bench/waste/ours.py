"""The product's own rules: its forecast, its decision to send or wait, its prizes; and the same with the future known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

from bench.waste.drive import DEPARTURE_S, Choice, Morning, load_rules
from bench.waste.town import DAY, DEPOT, Town
from config.plan import load_plan
from config.waste import load_waste
from domain.waste.belief import Belief
from domain.waste.decision import BinThen, Situation, decide
from domain.waste.decision_rules import DecisionRules
from domain.waste.fleet import Place
from domain.waste.learning import outlook
from domain.waste.prize import PrizeRule, used, used_share

_MORNINGS = 7  # departures looked ahead
REACH = 3 * 3_600_000  # ms from leaving until a bin is reached


@dataclass(frozen=True, slots=True)
class Ours:
    """Decides on what has been learned; `rule`: what a bin that may wait is worth; `every`: days from one collection day to the next."""

    places: Mapping[str, Place]
    depot: Place
    decision: DecisionRules
    rule: PrizeRule
    every: int = 1
    learns: ClassVar[bool] = True

    def choose(self, morning: Morning) -> Choice:
        """Return what the service would require and offer today."""
        if morning.day % self.every:
            return Choice(required=frozenset())
        rules = load_rules()
        seen = {name: outlook(one, full=100.0, pool=morning.pool, rules=rules) for name, one in morning.learned.items()}
        beliefs = {
            name: Belief(
                bin_id=name,
                known_at=morning.now,
                time=morning.now,
                fill=morning.levels.get(name, 0.0),
                emptied_at=morning.emptied[name],
                outlook=found,
            )
            for name, found in seen.items()
        }
        bins = [BinThen(place=self.places[name], registered_at=0, belief=beliefs[name]) for name in seen]
        decided = decide(
            Situation(at=morning.now, departures=_departures(morning, self.every), bins=bins, depot=self.depot), self.decision, rules
        )
        if not decided.send:
            return Choice(required=frozenset())
        due = frozenset(one.bin_id.removeprefix("bin:") for one in decided.bins)
        shares = {name: used(belief, morning.now, self.decision.risk_limit) for name, belief in beliefs.items() if name not in due}
        return Choice(required=due, prizes={name: self.rule.prize(share) for name, share in shares.items() if share is not None})


@dataclass(frozen=True, slots=True)
class Foresight:
    """Knows everything that will be thrown in, and looks ahead with the same rule for what may wait; `slack`: hours before overflow."""

    town: Town
    rule: PrizeRule
    slack: int = 0
    every: int = 1
    learns: ClassVar[bool] = False

    def choose(self, morning: Morning) -> Choice:
        """Return what would overflow before tomorrow's truck, and what the others are worth."""
        if morning.day % self.every:
            return Choice(required=frozenset())
        full = {name: one.full_at(morning.emptied[name]) for name, one in self.town.bins.items()}
        until = morning.now + self.every * DAY + REACH - self.slack
        due = frozenset(name for name, moment in full.items() if moment is not None and moment < until)
        if not due:
            return Choice(required=frozenset())
        prizes = {}
        for name, moment in full.items():
            if name not in due:
                days = 60.0 if moment is None else (moment - morning.now) / DAY
                prizes[name] = self.rule.prize(used_share((morning.now - morning.emptied[name]) / DAY, days))
        return Choice(required=due, prizes=prizes)


def _departures(morning: Morning, every: int) -> Sequence[int]:
    return [(morning.day + ahead * every) * DAY + DEPARTURE_S * 1000 for ahead in range(_MORNINGS + 1)]


def prize_rule() -> PrizeRule:
    """Return the rule that ships."""
    prize = load_plan().prize
    return PrizeRule(metres=prize.metres, exponent=prize.exponent, least=prize.least_fill / 100)


def ours(town: Town, risk_limit: float, every: int = 1) -> Ours:
    """Return the product's policy with a limit to the risk."""
    rules = replace(load_waste().decision, risk_limit=risk_limit)
    return Ours(places=town.places, depot=Place(id=DEPOT, lat=0.0, lon=0.0), decision=rules, rule=prize_rule(), every=every)
