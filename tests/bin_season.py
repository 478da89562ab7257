"""A season of sending trucks as the service decides, over bins whose truth is known and of which some sensors die."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from config.waste import load_waste
from domain.waste.decision.decision import Decision, decide
from domain.waste.decision.departures import departures
from domain.waste.decision.situation import BinSituation, Situation
from domain.waste.level.bin_state import BinRules, BinState, unknown_bin
from domain.waste.level.bin_update import apply_message
from domain.waste.level.crew_report import emptied_by_crew
from domain.waste.level.message import SensorMessage
from domain.waste.level.snapshot import snapshot
from domain.waste.routing.fleet import Fleet, Place
from tests.bin_truth import HOUR

START = 1_767_603_600_000  # Monday 5 January 2026, 09:00 UTC
WASTE = load_waste()
RULES = BinRules(demand=WASTE.demand, emptying=WASTE.emptying, tracking=WASTE.tracking)
_LEARNING = 30  # days before sensors die and anything is counted


@dataclass(slots=True)
class Season:
    """What a season came to: bin-hours above full and in all, emptyings, rounds."""

    overflow: int = 0
    hours: int = 0
    emptyings: int = 0
    rounds: int = 0
    waits: list[Decision] = field(default_factory=list)


@dataclass(slots=True)
class _Bin:
    place: Place
    rate: float  # % a day
    bag: float  # %
    dies: bool
    state: BinState
    bags: Random  # its own, so that the same comes in whatever becomes of other bins and sensors
    fill: float = 0.0


def season(*, bins: int, dead_share: float, days: int, seed: int) -> Season:
    """Simulate `days`: every hour each healthy sensor reports, and at each departure a truck leaves if the service decides so."""
    dice, town, result = Random(f"{seed}/season"), _town(bins, dead_share, seed), Season()
    fleet, now = Fleet(), START
    leaves = departures(now, fleet, None, WASTE.decision, count=WASTE.decision.slots)
    emptied: Mapping[str, bool] = {}
    for hour in range(24 * days):
        now = START + hour * HOUR
        learning = hour < 24 * _LEARNING
        for bin_ in town:
            _fill_up(bin_)
            if learning or not bin_.dies:
                _report(bin_, now, dice)
            if not learning:
                result.hours += 1
                result.overflow += bin_.fill >= 100
        if emptied and now >= leaves[0] + WASTE.decision.reach_ms:
            for bin_ in town:
                if bin_.place.id in emptied:
                    _empty(bin_, now)
            emptied = {}
            leaves = departures(now + HOUR, fleet, None, WASTE.decision, count=WASTE.decision.slots)
        elif not emptied and now >= leaves[0] - HOUR:
            decision = _decided(town, now, leaves)
            if decision.send:
                emptied = _round(decision, learning, result)
            else:
                leaves = leaves[1:] + departures(leaves[-1] + HOUR, fleet, None, WASTE.decision, count=1)
    return result


def _town(bins: int, dead_share: float, seed: int) -> list[_Bin]:
    dice = Random(f"{seed}/town")
    bins_ = [
        _Bin(
            place=Place(id=f"b{number:03}", lat=59.9 + dice.gauss(0, 0.02), lon=10.7 + dice.gauss(0, 0.04)),
            rate=dice.uniform(6, 30),
            bag=dice.uniform(1, 5),
            dies=False,
            state=unknown_bin(f"b{number:03}", RULES),
            bags=Random(f"{seed}/{number}/bags"),
        )
        for number in range(bins)
    ]
    for dead in dice.sample(bins_, round(bins * dead_share)):
        dead.dies = True
    return bins_


def _fill_up(bin_: _Bin) -> None:
    left = 1.0  # hour
    while (left := left - bin_.bags.expovariate(bin_.rate / bin_.bag / 24)) > 0:
        bin_.fill += bin_.bags.expovariate(1 / bin_.bag)


def _report(bin_: _Bin, now: int, dice: Random) -> None:
    level = min(bin_.fill, 105) + dice.gauss(0, 0.5)
    bin_.state = apply_message(bin_.state, SensorMessage(time=now, level=level, raw=level), lambda _: (), 0.15, RULES).state
    _believe(bin_, now)


def _believe(bin_: _Bin, now: int) -> None:
    belief = snapshot(bin_.state, now=now, interval_ms=HOUR, pool=0.15, rules=RULES)
    if belief is not None:
        bin_.state = replace(bin_.state, belief=belief)


def _decided(town: list[_Bin], now: int, leaves: list[int]) -> Decision:
    bins = [
        BinSituation(place=bin_.place, registered_at=START, belief=bin_.state.belief, interval_days=round(70 / bin_.rate, 1))
        for bin_ in town
    ]
    return decide(Situation(at=now, departures=leaves, bins=bins), WASTE.decision, WASTE.demand)


def _round(decision: Decision, learning: bool, season_: Season) -> Mapping[str, bool]:
    if not learning:
        season_.rounds += 1
        season_.emptyings += len(decision.bins)
    return {bin_.bin_id: True for bin_ in decision.bins}


def _empty(bin_: _Bin, now: int) -> None:
    """Empty a bin; the crew's report is all that is known of a bin whose sensor is dead."""
    bin_.fill = 0.0
    if bin_.state.belief is None or not bin_.state.belief.is_reliable(now):
        bin_.state = emptied_by_crew(bin_.state, now)
        _believe(bin_, now)
