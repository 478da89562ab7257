"""What has a bin's run of levels taught about what comes into it?"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.duration import DAY
from domain.waste.forecast.coarse_level import Scale, Weights, anywhere, cut, grow, mean_of, points, scale_of
from domain.waste.forecast.demand import Demand, DemandRules, learn
from domain.waste.forecast.forecast import Outlook

_GRAINS = (20.0, 10.0, 5.0)  # steps (%) in which coarse sensors tell the level
_ENOUGH = 20  # readings after which steps are believed to be the sensor's and not chance
_CHUNK = 0.9 * DAY  # what came in is learned about once a day: a shorter time is mostly nothing or one bag
_LONGEST = 4 * DAY  # over a longer gap the bin may have been emptied unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What one bin has taught. Times are ms UTC, levels %.

    `mark`, `marked`: since when, and from which content (full bins), the next lesson counts. `grain`: the sensor's step, 0
    for a fine one, `told` readings long. `stayed`: days at each level of a coarse sensor, `content` what is in the bin then.
    """

    demand: Demand
    time: int | None = None
    level: float = 0.0
    mark: int | None = None
    marked: float = 0.0
    grain: float = _GRAINS[0]
    told: int = 0
    stayed: Mapping[float, float] = field(default_factory=dict)
    content: Weights = ()

    @property
    def coarse(self) -> bool:
        """Whether the sensor tells only steps."""
        return self.grain > 0 and self.told >= _ENOUGH


def see(learned: Learned, time: int, level: float, *, full: float, pool: float, rules: DemandRules) -> Learned:
    """Learn from a level (%) seen at `time` (ms UTC, later than any before); `full` (%) is what counts as full.

    A bin at or above `full` is censored: how much more came in isn't seen, so nothing is learned of that time.
    """
    grain = next((step for step in _GRAINS if step <= learned.grain and level % step == 0), 0.0)
    same = learned.level if learned.time is not None and learned.level < full else None
    stayed = learned.stayed
    if grain and same is not None and learned.time is not None and time - learned.time <= _LONGEST:
        stayed = {**stayed, same: stayed.get(same, 0.0) + (time - learned.time) / DAY}
    before = learned if grain == learned.grain else replace(learned, content=())
    known = replace(before, grain=grain, told=learned.told + 1, stayed=stayed if grain else {})
    seen = _see_coarse if known.coarse else _see_fine
    return replace(seen(known, time, level, full, pool, rules), time=time, level=level)


def emptied(learned: Learned, time: int, level: float, *, full: float) -> Learned:
    """Begin anew at the level (%) that an emptying left at `time` (ms UTC)."""
    scale = scale_of(learned.stayed, learned.grain, full) if learned.coarse else None
    content = anywhere(scale, level, learned.demand.rate / 2) if scale else ()
    return replace(learned, time=time, level=level, mark=time, marked=mean_of(content) if content else level / full, content=content)


def outlook(learned: Learned, *, full: float, pool: float, rules: DemandRules) -> Outlook | None:
    """Return what is expected of the bin since its last level, or None before any."""
    if learned.time is None:
        return None
    content = points(learned.content) if learned.coarse and learned.content else ((learned.level / full, 1.0),)
    rate = learned.demand.shrunk_rate(pool, rules)
    return Outlook(since=learned.time, content=content, demand=learned.demand, rate=rate, rules=rules)


def _see_fine(learned: Learned, time: int, level: float, full: float, pool: float, rules: DemandRules) -> Learned:
    if learned.mark is None or time - learned.mark > _LONGEST or learned.marked >= 1:
        return replace(learned, mark=time, marked=level / full)
    if time - learned.mark < _CHUNK and level < full:
        return learned
    demand = learn(learned.demand, learned.mark, time, level / full - learned.marked, pool=pool, rules=rules, coarse=False)
    return replace(learned, demand=demand, mark=time, marked=level / full)


def _see_coarse(learned: Learned, time: int, level: float, full: float, pool: float, rules: DemandRules) -> Learned:
    scale = scale_of(learned.stayed, learned.grain, full)
    if learned.time is None or not learned.content or time - learned.time > _LONGEST:
        content = anywhere(scale, level, 0.0)
        return replace(learned, content=content, mark=time, marked=mean_of(content))
    content = cut(_grown(learned, time, pool, rules), scale, level)
    if learned.mark is None or learned.level >= full:
        return replace(learned, content=content, mark=time, marked=mean_of(content))
    if time - learned.mark < _CHUNK:
        return replace(learned, content=content)
    amount = max(0.0, mean_of(content) - learned.marked)
    demand = learn(learned.demand, learned.mark, time, amount, pool=pool, rules=rules, coarse=True)
    return replace(learned, demand=demand, content=content, mark=time, marked=mean_of(content))


def _grown(learned: Learned, until: int, pool: float, rules: DemandRules) -> Weights:
    start = until if learned.time is None else learned.time
    mean = learned.demand.expected(start, until, learned.demand.shrunk_rate(pool, rules))
    return grow(learned.content, mean, learned.demand.dispersion)


def levels_expected(learned: Learned, until: int, *, full: float, pool: float, rules: DemandRules) -> tuple[Scale, Weights] | None:
    """Return a coarse sensor's scale and the content expected at `until` (ms UTC), or None for a fine one."""
    if not learned.coarse or not learned.content:
        return None
    return scale_of(learned.stayed, learned.grain, full), _grown(learned, until, pool, rules)
