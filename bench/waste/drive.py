"""Drive a policy over a town's days and count kilometres and overflow hours."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from random import Random
from typing import Protocol

from bench.waste.town import DAY, DEPOT, TIP, Town, TownBin
from config.waste import load_waste
from domain.waste.forecast.demand import DemandRules, pooled_rate, unknown_demand
from domain.waste.forecast.fill_history import FillHistory, add_level, restart
from domain.waste.routing.fleet import Capacity, Place, UnloadingSite
from domain.waste.routing.plan import Candidate, Load, RoutingProblem, Truck
from domain.waste.routing.schedule import route_of
from watch.planning.solver import Effort, search

EmptyingLog = Callable[[str, int, float], None]  # bin, ms, how full it was (0–1)
HOUR = 3_600_000
HISTORY, BURN_IN = 24, 7  # days: what all policies may learn from under the practice before; what counts nowhere
DEPARTURE_S = 6 * 3600
SHIFT_END_S = 16 * 3600
SERVICE_S = 90
_READ_EVERY = 12 * HOUR
_NOISE = 1.0  # % of a level sensor
EFFORT = Effort(seed=1, starts=1, short=25, long=50, fleet_sizes=1)
_ROOM = {"rest": Capacity(litres=18_000, kg=99_999, compaction=4)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Which bins must be emptied today, and what others are worth (metres of detour)."""

    required: frozenset[str]
    prizes: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Morning:
    """What can be known when the truck would leave: the day, each bin's level (%), what it has taught, when it was emptied (ms)."""

    day: int
    now: int
    levels: Mapping[str, float]
    learned: Mapping[str, FillHistory]
    emptied: Mapping[str, int]
    pool: float


class Policy(Protocol):
    """Chooses each morning. Nothing required and nothing worth it: the truck stays."""

    @property
    def learns(self) -> bool:
        """Whether the policy uses what was learned."""
        ...

    def choose(self, morning: Morning) -> Choice:
        """Return what to empty today."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Driven:
    """What the counted days came to: km, emptyings, days with a truck out, share of bin-time above full, fill when emptied."""

    km: float
    emptyings: int
    truck_days: int
    overflow: float
    mean_fill: float


@dataclass(slots=True)
class TownState:
    """A town's state: when each bin was emptied (ms), what it has taught, its newest level (%)."""

    emptied: dict[str, int]
    learned: dict[str, FillHistory]
    level: dict[str, float]

    def copy(self) -> "TownState":
        """Return an independent copy."""
        return TownState(dict(self.emptied), dict(self.learned), dict(self.level))


@cache
def load_rules() -> DemandRules:
    """Return the product's figures, read once."""
    return load_waste().demand


def lived(town: Town, history: Policy) -> TownState:
    """Return the town's state after its history, from which all policies begin."""
    state = TownState(dict.fromkeys(town.bins, 0), {name: FillHistory(demand=unknown_demand(load_rules())) for name in town.bins}, {})
    for day in range(HISTORY):
        morning = _morning(town, state, day, learns=True)
        for name in history.choose(morning).required:
            _empty(state, name, morning.now + HOUR)
    return state


def drive(town: Town, policy: Policy, begin: TownState, log: EmptyingLog | None = None) -> Driven:
    """Simulate the town under the policy; counting begins after the burn-in. `log` hears of each emptying that counts."""
    state = begin.copy()
    first = (HISTORY + BURN_IN) * DAY + DEPARTURE_S * 1000
    metres, truck_days, over, fills = 0, 0, 0, []
    for day in range(HISTORY, town.days):
        morning = _morning(town, state, day, learns=policy.learns)
        driven_m, bins = _round(town, state, policy.choose(morning))
        for name, at_s in bins:
            moment = day * DAY + at_s * 1000
            over += _over(town.bins[name], state.emptied[name], moment, first)
            if morning.now >= first:
                fills.append(min(1.0, town.bins[name].thrown_in(state.emptied[name], moment)))
                if log is not None:
                    log(name, moment, fills[-1])
            _empty(state, name, moment)
        if morning.now >= first:
            metres, truck_days = metres + driven_m, truck_days + bool(bins)
    end = town.days * DAY
    over += sum(_over(bin_, state.emptied[name], end, first) for name, bin_ in town.bins.items())
    share = over / ((end - first) * len(town.bins))
    return Driven(km=metres / 1000, emptyings=len(fills), truck_days=truck_days, overflow=share, mean_fill=sum(fills) / max(1, len(fills)))


def _morning(town: Town, state: TownState, day: int, *, learns: bool) -> Morning:
    now = day * DAY + DEPARTURE_S * 1000
    rules = load_rules()
    pool = pooled_rate((history.demand for history in state.learned.values()), rules) if learns else rules.rate
    for time in range(now - DAY + _READ_EVERY, now + 1, _READ_EVERY):
        _read(town, state, time, pool if learns else None, rules)
    return Morning(day=day, now=now, levels=state.level, learned=state.learned, emptied=state.emptied, pool=pool)


def _read(town: Town, state: TownState, time: int, pool: float | None, rules: DemandRules) -> None:
    """Read every sensor's level, at most full; without a `pool` nothing is learned from it."""
    dice = Random(time)  # the same noise whatever the policy
    for name, bin_ in town.bins.items():
        noise = dice.gauss(0, _NOISE)
        if time > state.emptied[name]:
            level = min(100.0, max(0.0, 100 * bin_.thrown_in(state.emptied[name], time) + noise))
            state.level[name] = level
            if pool is not None:
                state.learned[name] = add_level(state.learned[name], time, level, full=100.0, pool=pool, rules=rules)


def _empty(state: TownState, name: str, moment: int) -> None:
    state.emptied[name] = moment
    state.learned[name] = restart(state.learned[name], moment, 0.0, full=100.0)
    state.level[name] = 0.0


def _round(town: Town, state: TownState, choice: Choice) -> tuple[int, Sequence[tuple[str, int]]]:
    """Return the metres and the visits (bin, seconds of the day) of the product's own search."""
    bins = [name for name in town.bins if name in choice.required or choice.prizes.get(name, 0.0) > 0]
    if not choice.required and not any(choice.prizes.values()):
        return 0, []
    depot = Place(id=DEPOT, lat=0.0, lon=0.0)
    truck = Truck(vehicle="truck", start=depot, depot=depot, capacities=_ROOM, start_s=DEPARTURE_S, end_s=SHIFT_END_S, aboard={})
    problem = RoutingProblem(
        day_start=0,
        candidates=tuple(_candidate(town.bins[name], state, choice) for name in bins),
        trucks=(truck,),
        unloading_sites=(UnloadingSite(place=replace(depot, id=TIP), service_s=0),),
    )
    stops = search(problem, town.legs, EFFORT).get("truck", [])
    if not stops:
        return 0, []
    route = route_of(truck, stops, problem, town.legs)
    return route.metres, [(visit.id, visit.arrive_s) for visit in route.visits if visit.kind == "bin"]


def _candidate(bin_: TownBin, state: TownState, choice: Choice) -> Candidate:
    litres = bin_.capacity_l * state.level.get(bin_.id, 0.0) / 100
    required = bin_.id in choice.required
    prize = 0.0 if required else choice.prizes[bin_.id]
    return Candidate(
        id=bin_.id, lat=0.0, lon=0.0, fraction="rest", load=Load(litres=litres, kg=litres / 10), service_s=SERVICE_S, required=required,
        prize_m=prize,
    )  # fmt: skip


def _over(bin_: TownBin, since: int, until: int, first: int) -> int:
    """Return for how long (ms) after `first` the bin was above full before it was emptied at `until`."""
    full = bin_.full_at(since)
    return 0 if full is None else max(0, until - max(full, first))
