"""Learns from a bin's run of levels how fast it fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from domain.duration import DAY
from domain.waste.forecast.coarse_level import LevelDistribution, LevelScale, grow, mean_of, observe, points, scale_of, within_level
from domain.waste.forecast.demand import Demand, DemandRules, learn
from domain.waste.forecast.forecast import Outlook

_GRAINS = (20.0, 10.0, 5.0)  # steps (%) in which coarse sensors report the level
_ENOUGH = 20  # readings after which steps are taken for the sensor's and not for chance
_CHUNK = 0.9 * DAY  # learning once a day: in a shorter time mostly nothing or one bag comes in
_LONGEST = 4 * DAY  # over a longer gap the bin may have been emptied unseen


@dataclass(frozen=True, slots=True, kw_only=True)
class FillHistory:
    """What one bin's levels have taught. Times are ms UTC, levels %, contents full bins.

    `level` at `time` is the newest. `mark`, `marked`: time and content from which the next amount counts. `grain`: the sensor's step,
    0 for a fine one, as in `readings` readings. `stayed`: days at each level of a coarse sensor; `content`: what its bin may hold.
    """

    demand: Demand
    time: int | None = None
    level: float = 0.0
    mark: int | None = None
    marked: float = 0.0
    grain: float = _GRAINS[0]
    readings: int = 0
    stayed: Mapping[float, float] = field(default_factory=dict)
    content: LevelDistribution = ()

    @property
    def coarse(self) -> bool:
        """Whether the sensor reports only steps."""
        return self.grain in _GRAINS and self.readings >= _ENOUGH


def add_level(history: FillHistory, time: int, level: float, *, full: float, pool: float, rules: DemandRules) -> FillHistory:
    """Learn from a level (%) seen at `time` (ms UTC, later than any before); `full` (%) is what counts as full.

    A bin at or above `full` is censored: how much more came in is not seen, so nothing is learned from that time.
    """
    grain = next((step for step in _GRAINS if step <= history.grain and level % step == 0), 0.0)
    stayed = history.stayed
    if grain and history.time is not None and time - history.time <= _LONGEST:
        stayed = {**stayed, history.level: stayed.get(history.level, 0.0) + (time - history.time) / DAY}
    before = history if grain == history.grain else replace(history, content=())
    now = replace(before, grain=grain, readings=history.readings + 1, stayed=stayed if grain else {})
    add = _add_coarse if now.coarse else _add_fine
    return replace(add(now, time, level, full, pool, rules), time=time, level=level)


def restart(history: FillHistory, time: int, level: float, *, full: float) -> FillHistory:
    """Begin anew at the level (%) that an emptying left at `time` (ms UTC)."""
    scale = scale_of(history.stayed, history.grain, full) if history.coarse else None
    content = within_level(scale, level, history.demand.rate / 2) if scale else ()
    return replace(history, time=time, level=level, mark=time, marked=mean_of(content) if content else level / full, content=content)


def outlook(history: FillHistory, *, full: float, pool: float, rules: DemandRules) -> Outlook | None:
    """Return the forecast since the bin's last level, or None before any."""
    if history.time is None:
        return None
    content = points(history.content) if history.coarse and history.content else ((history.level / full, 1.0),)
    rate = history.demand.shrunk_rate(pool, rules)
    return Outlook(since=history.time, content=content, demand=history.demand, rate=rate, rules=rules)


def expected_levels(
    history: FillHistory, until: int, *, full: float, pool: float, rules: DemandRules
) -> tuple[LevelScale, LevelDistribution] | None:
    """Return a coarse sensor's scale and the content expected at `until` (ms UTC), or None for a fine one."""
    if not history.coarse or not history.content:
        return None
    return scale_of(history.stayed, history.grain, full), _grown(history, until, pool, rules)


def _add_fine(history: FillHistory, time: int, level: float, full: float, pool: float, rules: DemandRules) -> FillHistory:
    if history.mark is None or time - history.mark > _LONGEST or history.marked >= 1:
        return replace(history, mark=time, marked=level / full)
    if time - history.mark < _CHUNK and level < full:
        return history
    demand = learn(history.demand, history.mark, time, level / full - history.marked, pool=pool, rules=rules, coarse=False)
    return replace(history, demand=demand, mark=time, marked=level / full)


def _add_coarse(history: FillHistory, time: int, level: float, full: float, pool: float, rules: DemandRules) -> FillHistory:
    scale = scale_of(history.stayed, history.grain, full)
    if history.time is None or not history.content or time - history.time > _LONGEST:
        content = within_level(scale, level, 0.0)
        return replace(history, content=content, mark=time, marked=mean_of(content))
    content = observe(_grown(history, time, pool, rules), scale, level)
    if history.mark is None or history.level >= full:
        return replace(history, content=content, mark=time, marked=mean_of(content))
    if time - history.mark < _CHUNK:
        return replace(history, content=content)
    amount = max(0.0, mean_of(content) - history.marked)
    demand = learn(history.demand, history.mark, time, amount, pool=pool, rules=rules, coarse=True)
    return replace(history, demand=demand, content=content, mark=time, marked=mean_of(content))


def _grown(history: FillHistory, until: int, pool: float, rules: DemandRules) -> LevelDistribution:
    start = until if history.time is None else history.time
    mean = history.demand.expected(start, until, history.demand.shrunk_rate(pool, rules))
    return grow(history.content, mean, history.demand.dispersion)
