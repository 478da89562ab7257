"""Which turn each bin has and which bins have a sensor, so that collecting costs least and no more overflows than may.

A limit on all overflow together is kept by a price on it (Everett 1963): with every hour over full at that price each bin chooses for
itself, and the price is raised until the hours are few enough. A sensor is worth what its bin's best turn costs more than the
sensor's outcome, at that price: one that spares overflow lets other bins wait longer, and that counts for it.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf, sqrt

from domain.dryrun.tuning.bin_outcome import RISKS, Outcome

_STEPS = 18  # halvings of the price's logarithm
_CHEAPEST, _DEAREST = 0.01, 10_000.0  # money for an hour over full, at least and at most


@dataclass(frozen=True, slots=True, kw_only=True)
class BinChoices:
    """What a bin may come to on some truck days: with each turn (by its number), with a sensor at each of `RISKS`.

    `visit`: money for an emptying.
    """

    turns: Mapping[int, Outcome]
    sensor: Sequence[Outcome]
    visit: float

    def cost(self, outcome: Outcome, price: float) -> float:
        """Return an outcome's money with hours over full at a price."""
        return self.visit * outcome.emptyings + price * outcome.overflow_hours


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The money that an hour over full costs, and how many hours may be over full in all."""

    price: float
    allowed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BinPlan:
    """Each bin's turn; the bins that have a sensor, worth most first, and the number of their limit of risk.

    `used`: those that are emptied by their sensor; where that is worth nothing, a bin keeps its turn. `worth`: money that a sensor
    saves in each bin. `cost`: money of all, without what no bin alone decides.
    """

    turns: Mapping[int, int]
    sensors: Sequence[int]
    used: frozenset[int]
    risk: int
    worth: Mapping[int, float]
    cost: float
    overflow_hours: float

    def rank(self, terms: Terms) -> tuple[bool, float]:
        """Return what is least for the best plan: the cost, unless too much overflows."""
        is_over = self.overflow_hours > terms.allowed
        return is_over, self.overflow_hours if is_over else self.cost


def undominated(outcomes: Iterable[Outcome]) -> Mapping[int, Outcome]:
    """Return, by number, the outcomes that no other beats in emptyings and overflow both: no price makes another the best."""
    kept: dict[int, Outcome] = {}
    least = inf
    for number, outcome in sorted(enumerate(outcomes), key=lambda pair: (pair[1].emptyings, pair[1].overflow_hours, pair[0])):
        if outcome.overflow_hours < least:
            kept[number], least = outcome, outcome.overflow_hours
    return kept


def best_plan(bins: Mapping[int, BinChoices], terms: Terms, count: int, first: Sequence[int] = ()) -> BinPlan:
    """Return the best plan with so many sensors, `first` in the bins named and then where they are worth most."""
    risks = range(len(RISKS)) if count else (0,)
    return min((_within(bins, terms, count, first, risk) for risk in risks), key=lambda plan: plan.rank(terms))


def _within(bins: Mapping[int, BinChoices], terms: Terms, count: int, first: Sequence[int], risk: int) -> BinPlan:
    """Return the plan at the lowest price at which no more overflows than may; where none is high enough, at the highest."""
    low, high = max(terms.price, _CHEAPEST), max(terms.price, _DEAREST)
    plan = _at(bins, low, terms, count, first, risk)
    if plan.overflow_hours <= terms.allowed:
        return plan
    for _ in range(_STEPS):
        middle = sqrt(low * high)
        plan = _at(bins, middle, terms, count, first, risk)
        low, high = (low, middle) if plan.overflow_hours <= terms.allowed else (middle, high)
    return _at(bins, high, terms, count, first, risk)


def _at(bins: Mapping[int, BinChoices], price: float, terms: Terms, count: int, first: Sequence[int], risk: int) -> BinPlan:
    turns = {number: min(bin_.turns, key=lambda turn: bin_.cost(bin_.turns[turn], price)) for number, bin_ in bins.items()}
    worth = {number: bin_.cost(bin_.turns[turns[number]], price) - bin_.cost(bin_.sensor[risk], price) for number, bin_ in bins.items()}
    sensors = _sensors(worth, count, first)
    used = frozenset(number for number in sensors if worth[number] > 0)
    chosen = {number: bin_.sensor[risk] if number in used else bin_.turns[turns[number]] for number, bin_ in bins.items()}
    return BinPlan(
        turns=turns,
        sensors=sensors,
        used=used,
        risk=risk,
        worth=worth,
        cost=sum(bins[number].cost(outcome, terms.price) for number, outcome in chosen.items()),
        overflow_hours=sum(outcome.overflow_hours for outcome in chosen.values()),
    )


def _sensors(worth: Mapping[int, float], count: int, first: Collection[int]) -> Sequence[int]:
    others = sorted((number for number in worth if number not in frozenset(first)), key=lambda number: (-worth[number], number))
    return [*first, *others][:count]
