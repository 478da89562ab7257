"""Models how fast a bin fills: an adaptive rate times a weekday profile, and the spread around them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from statistics import fmean

from domain.duration import DAY, HOUR

# Weekdays are those of Norwegian standard time, UTC+1 all year: an hour's error in summer is nothing to a day's waste.
_ZONE = HOUR
_MONDAY, _WEEK = 3, 7  # 1 January 1970 was a Thursday


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandRules:
    """How demand is learned; figures and their sources: config/waste.toml.

    `memory_days`: days over which a rate is averaged. `pool_days`: days that the other bins' rate counts for.
    `weekday_weight`: share of one day in the profile. `first_dispersion`: variance over mean of what is thrown in, in full bins, before
    the bin has shown its own; `dispersion`: the same for coarse sensors, which never show it; `least_dispersion`: the least believed.
    `rate`: full bins a day before any bin has shown its own.
    """

    memory_days: float
    pool_days: float
    weekday_weight: float
    first_dispersion: float
    dispersion: float
    least_dispersion: float
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """The demand of one bin: `rate` in full bins a day, learned from `days`; weekday deviations from 1, Monday first."""

    rate: float
    days: float
    weekdays: tuple[float, ...]
    dispersion: float

    def expected(self, start: int, end: int, rate: float) -> float:
        """Return the mean amount (full bins) thrown in between two times (ms UTC) at a daily `rate`."""
        return rate * (self._days_worth(end) - self._days_worth(start))

    def _days_worth(self, time: int) -> float:
        """Return the days since a Monday long ago, each worth what its weekday brings."""
        day, rest = divmod(time + _ZONE, DAY)
        weeks, weekday = divmod(day + _MONDAY, _WEEK)
        week = self.weekdays
        return weeks * (_WEEK + sum(week)) + weekday + sum(week[:weekday]) + rest / DAY * (1 + week[weekday])

    def shrunk_rate(self, pool: float, rules: DemandRules) -> float:
        """Return the rate drawn towards the other bins' `pool`, the more the less this bin has taught."""
        return (self.rate * self.days + pool * rules.pool_days) / (self.days + rules.pool_days)

    def spread(self, days: float, rules: DemandRules) -> float:
        """Return variance over mean of what comes in within `days`: from chance itself, and because the rate is only estimated."""
        return self.dispersion * (1 + days / (self.days + rules.pool_days))


def unknown_demand(rules: DemandRules) -> Demand:
    """Return the demand of a bin that has taught nothing yet."""
    return Demand(rate=rules.rate, days=0.0, weekdays=(0.0,) * 7, dispersion=rules.first_dispersion)


def pooled_rate(demands: Iterable[Demand], rules: DemandRules) -> float:
    """Return the mean rate of the bins that have taught enough, or the rule's where none has."""
    rates = [demand.rate for demand in demands if demand.days >= rules.pool_days]
    return fmean(rates) if rates else rules.rate


def learn(demand: Demand, start: int, end: int, amount: float, *, pool: float, rules: DemandRules, coarse: bool) -> Demand:
    """Return the demand after `amount` (full bins) came in between two times (ms UTC) at which the bin was below full.

    A `coarse` sensor's steps say nothing about the spread, which then is the rule's.
    """
    length = (end - start) / DAY
    before = demand.shrunk_rate(pool, rules)
    profile = demand.expected(start, end, 1.0)
    expected = before * profile
    days = min(demand.days + length, rules.memory_days)
    rate = demand.rate + (max(amount, 0.0) / profile - demand.rate) * min(length / days, 1.0)
    dispersion = rules.dispersion if coarse else demand.dispersion
    if not coarse and expected > 0:
        dispersion_now = (amount - expected) ** 2 / expected
        dispersion = max(dispersion + (dispersion_now - dispersion) / (days + rules.pool_days), rules.least_dispersion)
    learned = replace(demand, rate=rate, days=days, dispersion=dispersion)
    return _learn_weekday(learned, start, end, amount / (before * length), rules) if before > 0 and length < 1.5 else learned


def _learn_weekday(demand: Demand, start: int, end: int, ratio: float, rules: DemandRules) -> Demand:
    weekday = _weekday((start + end) // 2)
    deviation = demand.weekdays[weekday]
    moved = max(-0.9, deviation + (ratio - 1 - deviation) * rules.weekday_weight)
    weekdays = (*demand.weekdays[:weekday], moved, *demand.weekdays[weekday + 1 :])
    mean = fmean(weekdays)  # what all days have in common belongs to the rate
    return replace(demand, weekdays=tuple(max(-0.9, deviation - mean) for deviation in weekdays))


def _weekday(time: int) -> int:
    return ((time + _ZONE) // DAY + _MONDAY) % _WEEK
