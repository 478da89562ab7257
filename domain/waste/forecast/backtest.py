"""Scores forecasts on recorded bins, each made only from what was known before it came true."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from statistics import fmean

from domain.duration import DAY
from domain.waste.forecast.coarse_level import levels_of
from domain.waste.forecast.demand import DemandRules, pooled_rate, unknown_demand
from domain.waste.forecast.emptying_cycle import EmptyingHistory
from domain.waste.forecast.fill_history import FillHistory, add_level, expected_levels, outlook, restart
from domain.waste.forecast.scores import TAUS, EventForecasts, SmoothedBaseline, coverage, pinball

_WARM = 60  # days of each bin that only train
_AHEAD = (1, 2, 3)  # days within which the bin may become full
_OWN = 3  # emptyings that a bin needs before its forecasts are scored
_FULL_AT_EMPTYING = 90.0  # %

Levels = Mapping[int, float]  # % by time (ms UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class BacktestScores:
    """Brier skill against the bin's climatology, coverage of P10–P90, and pinball loss (%) beside the EWMA's."""

    bins: int
    forecasts: int
    brier: float
    brier_skill: float | None
    coverage_p10_p90: float
    pinball: float
    pinball_ewma: float
    brier_skill_by_days: Mapping[int, float | None] = field(default_factory=dict)
    coverage_full_at: float | None = None


@dataclass(slots=True)
class _Tally:
    covered: list[float] = field(default_factory=list)
    full_at: list[float] = field(default_factory=list)
    losses: list[float] = field(default_factory=list)
    smoothed_losses: list[float] = field(default_factory=list)
    events: dict[int, EventForecasts] = field(default_factory=lambda: defaultdict(EventForecasts))

    def scores(self, bins: int, headline: int) -> BacktestScores:
        if not self.losses or not self.events[headline].count:
            raise ValueError(f"too short: nothing is left to score after what only trains ({_WARM} days, or {_OWN} emptyings of a bin)")
        return BacktestScores(
            bins=bins,
            forecasts=len(self.losses),
            brier=self.events[headline].brier(),
            brier_skill=self.events[headline].skill(),
            coverage_p10_p90=fmean(self.covered),
            pinball=fmean(self.losses),
            pinball_ewma=fmean(self.smoothed_losses),
            brier_skill_by_days={days: events.skill() for days, events in sorted(self.events.items()) if days},
            coverage_full_at=fmean(self.full_at) if self.full_at else None,
        )


def score_levels(bins: Mapping[str, Levels], full: float, rules: DemandRules) -> BacktestScores:
    """Score forecasts of tomorrow's level, and of reaching `full` (%) within one, two and three days. Raises ValueError if too short."""
    histories = {bin_id: FillHistory(demand=unknown_demand(rules)) for bin_id in bins}
    first = {bin_id: min(levels) for bin_id, levels in bins.items()}
    tally, smoothed, pool, week = _Tally(), SmoothedBaseline(), rules.rate, -1
    for time, bin_id in sorted((time, bin_id) for bin_id, levels in bins.items() for time in levels):
        if time // (7 * DAY) != week:
            week, pool = time // (7 * DAY), pooled_rate((history.demand for history in histories.values()), rules)
        levels, history = bins[bin_id], histories[bin_id]
        level, before = levels[time], history.level if history.time == time - DAY else None
        is_warm_later = time - first[bin_id] >= _WARM * DAY
        if before is not None and level >= before and before < full:
            if is_warm_later:
                _score_level(tally, smoothed, bin_id, history, (time, level), full, pool, rules)
            smoothed.learn(bin_id, level - before)
        fell = before is not None and level < before
        history = restart(history, time, level, full=full) if fell else add_level(history, time, level, full=full, pool=pool, rules=rules)
        histories[bin_id] = history
        if is_warm_later and level < full:
            _score_full(tally, bin_id, history, levels, full, pool, rules)
    return tally.scores(len(bins), _AHEAD[-1])


def score_emptyings(bins: Mapping[str, Sequence[tuple[int, float]]]) -> BacktestScores:
    """Score forecasts of how full each bin was at its emptyings, given as (time, fill before). Raises ValueError if too short."""
    tally, smoothed, cycles = _Tally(), SmoothedBaseline(), EmptyingHistory()
    waits = [(after[0], bin_id, after[0] - before[0], after[1]) for bin_id, own in bins.items() for before, after in pairwise(own)]
    for _, bin_id, waited, fill in sorted(waits):
        errors, usual = cycles.errors(), smoothed.quantiles(bin_id)
        if errors and usual and cycles.count(bin_id) >= _OWN:
            mean = cycles.mean(bin_id, waited)
            tally.losses.append(pinball([_percent(mean + errors.quantile(tau)) for tau in TAUS], fill))
            tally.smoothed_losses.append(pinball([_percent(q) for q in usual], fill))
            # At 100 % the sensor is censored: the truth may lie anywhere above.
            tally.covered.append(coverage(errors.chance_below(fill - mean), 1.0 if fill >= 100 else errors.chance_below(fill - mean + 1)))
            tally.events[0].add(bin_id, 1 - errors.chance_below(_FULL_AT_EMPTYING - mean), fill >= _FULL_AT_EMPTYING)
        cycles.learn(bin_id, waited, fill)
        smoothed.learn(bin_id, fill)
    return tally.scores(len(bins), 0)


def _score_level(
    tally: _Tally,
    smoothed: SmoothedBaseline,
    bin_id: str,
    history: FillHistory,
    truth: tuple[int, float],
    full: float,
    pool: float,
    rules: DemandRules,
) -> None:
    time, level = truth
    usual, steps = smoothed.quantiles(bin_id), _steps_expected(history, time, full, pool, rules)
    if usual is None or steps is None:
        return
    below = sum(chance for step, chance in steps if step < level)
    upto = sum(chance for step, chance in steps if step <= level)
    tally.covered.append(coverage(below, upto))
    tally.losses.append(pinball([_quantile(steps, tau) for tau in TAUS], level))
    tally.smoothed_losses.append(pinball([max(history.level, _percent(history.level + q)) for q in usual], level))


def _score_full(tally: _Tally, bin_id: str, history: FillHistory, levels: Levels, full: float, pool: float, rules: DemandRules) -> None:
    ahead = outlook(history, full=full, pool=pool, rules=rules)
    if ahead is None:
        return
    chances = {days: ahead.chance_full(ahead.since + days * DAY) for days in _AHEAD}
    for days, chance in chances.items():
        came = _became_full(levels, ahead.since, days, full)
        if came is not None:
            tally.events[days].add(bin_id, chance, came)
    days, is_full = _until_full(levels, ahead.since, full)
    if days:
        last = ahead.chance_full(ahead.since + days * DAY)
        tally.full_at.append(coverage(ahead.chance_full(ahead.since + (days - 1) * DAY), last) if is_full else coverage(last, 1.0))


def _became_full(levels: Levels, since: int, days: int, full: float) -> bool | None:
    """Return whether the bin became full within `days`, None where it was emptied before or a day is missing."""
    reached, is_full = _until_full(levels, since, full, days)
    return True if is_full else False if reached == days else None


def _until_full(levels: Levels, since: int, full: float, most: int = 60) -> tuple[int, bool]:
    """Return after how many days the bin was full (True), or for how many days it is known not to have been (False)."""
    for days in range(1, most + 1):
        level = levels.get(since + days * DAY)
        if level is None or level < levels[since + (days - 1) * DAY]:
            return days - 1, False
        if level >= full:
            return days, True
    return most, False


def _steps_expected(history: FillHistory, time: int, full: float, pool: float, rules: DemandRules) -> list[tuple[float, float]] | None:
    expected = expected_levels(history, time, full=full, pool=pool, rules=rules)
    return None if expected is None else list(zip(expected[0].levels, levels_of(expected[1], expected[0]), strict=True))


def _quantile(steps: Sequence[tuple[float, float]], tau: float) -> float:
    totals = list(accumulate(chance for _, chance in steps))
    return steps[bisect_left(totals, tau - 1e-9)][0]


def _percent(value: float) -> float:
    return min(max(value, 0.0), 100.0)
