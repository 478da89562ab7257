"""The product's own rules: its forecast, its decision to send or wait, what it takes along; and the same with the future known."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from bench.waste.drive import DEPARTURE_S, Choice, Morning, load_rules
from bench.waste.town import DAY, DEPOT_PLACE, Law, Town, TownBin
from config.plan import load_plan
from config.waste import load_waste
from domain.waste.decision.cover import cover
from domain.waste.decision.decision import decide
from domain.waste.decision.decision_rules import DecisionRules
from domain.waste.decision.prize import PrizeRule, used
from domain.waste.decision.situation import BinSituation, Situation
from domain.waste.forecast.demand import unknown_demand
from domain.waste.forecast.fill_history import outlook
from domain.waste.forecast.forecast import HORIZON, Outlook
from domain.waste.forecast.gamma import chance_below
from domain.waste.level.belief import Belief
from domain.waste.routing.fleet import Place

HOUR = 3_600_000
REACH = 3 * HOUR  # ms from leaving until a bin is reached

Sees = Callable[[Morning], Mapping[str, Belief]]  # what is believed of each bin


@dataclass(frozen=True, slots=True, kw_only=True)
class Ours:
    """Decides on what it `sees`; `rule`: what a bin that may wait is worth, `round_m`: what one is that spares a round (metres).

    `every`: days from one collection day to the next.
    """

    places: Mapping[str, Place]
    sees: Sees
    decision: DecisionRules
    rule: PrizeRule
    round_m: float
    every: int = 1
    learns: bool = True

    def choose(self, morning: Morning) -> Choice:
        """Return what the service would require and offer today."""
        if morning.day % self.every:
            return Choice(required=frozenset())
        beliefs = self.sees(morning)
        bins = [BinSituation(place=self.places[name], registered_at=0, belief=belief) for name, belief in beliefs.items()]
        situation = Situation(at=morning.now, departures=self._departures(morning), bins=bins, depot=DEPOT_PLACE)
        decided = decide(situation, self.decision, load_rules())
        if not decided.send:
            return Choice(required=frozenset())
        due, covered = {bin_.bin_id for bin_ in decided.bins}, cover(situation, self.decision).bins
        prizes = {}
        for name, belief in beliefs.items():
            if self.places[name].id not in due:
                share = used(belief, morning.now, self.decision.risk_limit)
                along = self.rule.prize(share) if share is not None else 0.0
                prizes[name] = max(along, self.round_m if self.places[name].id in covered else 0.0)
        return Choice(required=frozenset(beliefs) - prizes.keys(), prizes=prizes)

    def _departures(self, morning: Morning) -> Sequence[int]:
        return [(morning.day + ahead * self.every) * DAY + DEPARTURE_S * 1000 for ahead in range(self.decision.slots + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownOutlook(Outlook):
    """What will really come into a bin."""

    bin: TownBin

    def chance_full(self, by: int, full: float = 1.0) -> float:
        """Return 1 when it will have reached `full`, else 0."""
        return float(self.content[0][0] + self.bin.thrown_in(self.since, by) >= full)

    def quantile(self, chance: float, full: float = 1.0) -> int | None:  # noqa: ARG002 - what is known has no chance
        """Return when it will reach `full`, whatever the chance."""
        when = self.bin.full_at(self.since, full - self.content[0][0])
        return None if when is None or when > self.since + HORIZON else when


@dataclass(frozen=True, slots=True, kw_only=True)
class LawOutlook(Outlook):
    """What the law by which a bin is filled predicts: nobody who must learn it can predict better."""

    law: Law

    def _reaches(self, missing: float, by: int) -> float:
        mean, variance = self.law(self.since, by)
        if missing <= 0:
            return 1.0
        return 1 - chance_below(missing, mean**2 / variance, variance / mean) if mean > 0 else 0.0


def forecast(morning: Morning) -> Mapping[str, Belief]:
    """Return what the product believes from what it has learned."""
    outlooks = {}
    for name, history in morning.learned.items():
        forecast_ = outlook(history, full=100.0, pool=morning.pool, rules=load_rules())
        outlooks[name] = _belief(morning, name, morning.levels.get(name, 0.0), forecast_)
    return outlooks


def foresight(town: Town) -> Sees:
    """Return a view that knows everything that will be thrown in."""

    def sees(morning: Morning) -> Mapping[str, Belief]:
        outlooks = {}
        for name, bin_ in town.bins.items():
            content = bin_.thrown_in(morning.emptied[name], morning.now)
            rules = load_rules()
            forecast_ = KnownOutlook(
                since=morning.now, content=((content, 1.0),), demand=unknown_demand(rules), rate=0.0, rules=rules, bin=bin_
            )
            outlooks[name] = _belief(morning, name, None, forecast_)
        return outlooks

    return sees


def lawful(town: Town) -> Sees:
    """Return a view that has the sensors' levels and knows the law of what will be thrown in."""

    def sees(morning: Morning) -> Mapping[str, Belief]:
        outlooks, rules = {}, load_rules()
        for name, bin_ in town.bins.items():
            level = morning.levels.get(name, 0.0)
            assert bin_.law is not None, "only of invented bins the law is known"
            content = ((level / 100, 1.0),)
            forecast_ = LawOutlook(since=morning.now, content=content, demand=unknown_demand(rules), rate=0.0, rules=rules, law=bin_.law)
            outlooks[name] = _belief(morning, name, level, forecast_)
        return outlooks

    return sees


def _belief(morning: Morning, name: str, fill: float | None, forecast_: Outlook | None) -> Belief:
    return Belief(bin_id=name, known_at=morning.now, time=morning.now, fill=fill, emptied_at=morning.emptied[name], outlook=forecast_)


def ours(town: Town, risk_limit: float, every: int = 1) -> Ours:
    """Return the product's policy with a limit on the risk."""
    return _ours(town, forecast, replace(load_waste().decision, risk_limit=risk_limit), every)


def taught(town: Town, risk_limit: float) -> Ours:
    """Return the same policy, which knows the law by which bins are filled."""
    return replace(_ours(town, lawful(town), replace(load_waste().decision, risk_limit=risk_limit), 1), learns=False)


def perfect(town: Town, slack: int, every: int = 1) -> Ours:
    """Return the same policy with perfect foresight, that lets bins overflow for up to `slack` hours."""
    rules = replace(load_waste().decision, reach_ms=REACH - slack * HOUR)
    return replace(_ours(town, foresight(town), rules, every), learns=False)


def _ours(town: Town, sees: Sees, rules: DecisionRules, every: int) -> Ours:
    plan = load_plan()
    rule = PrizeRule(metres=plan.prize.metres, exponent=plan.prize.exponent, least=plan.prize.least_fill / 100)
    return Ours(places=town.places, sees=sees, decision=rules, rule=rule, round_m=plan.truck_day.metres, every=every)
