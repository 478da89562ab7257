"""What a policy knows of a bin on each truck day: what counts of all that came in, and how much the bin may then hold."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.dryrun.demand.fill_rate import FillRate
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.sensing.threshold import step_of, thresholds
from domain.waste.forecast.demand import DemandRules

Waits = Sequence[tuple[int, int]]  # truck days, each with the next one


@dataclass(frozen=True, slots=True)
class Outlook:
    """One bin on its truck days: it must not wait where `counts` since its last emptying is more than it `may` hold (full bins)."""

    counts: Sequence[float]
    may: Sequence[float]


class Sight(Protocol):
    """What a policy knows of bins."""

    def outlook(self, number: int, waits: Waits) -> Outlook:
        """Return what is known of a bin on its truck days."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensors:
    """What sensors show: the level now, and the rate of the last days drawn towards what the list taught, as the service learns."""

    fillings: Sequence[Filling]
    rates: Sequence[FillRate]
    rules: DemandRules
    reach_days: float

    def coming(self, number: int, waits: Waits) -> Sequence[tuple[int, int]]:
        """Return of each truck day the days until the next, and which step of the thresholds holds what comes in by then."""
        amounts, rules = self.fillings[number].amounts, self.rules
        memory, pool = round(rules.memory_days), rules.pool_days
        taught = self.rates[number].mean * pool
        coming = []
        for day, until in waits:
            first = max(0, day - memory)
            pace = (amounts[day] - amounts[first] + taught) / (day - first + pool)
            coming.append((until - day, step_of(pace * (until - day + self.reach_days))))
        return coming

    def may(self, number: int, coming: Sequence[tuple[int, int]], risk_limit: float) -> Sequence[float]:
        """Return how full the bin may be on each truck day, with no more risk than the limit."""
        fills = {days: thresholds(risk_limit, self._spread(number, days)).fills for days in {days for days, _ in coming}}
        return [fills[days][step] for days, step in coming]

    def _spread(self, number: int, days: int) -> float:
        rules = self.rules
        return round(self.rates[number].dispersion * (1 + (days + self.reach_days) / (rules.memory_days + rules.pool_days)), 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSight:
    """What sensors show, and the limit of risk above which a bin must not wait."""

    sensors: Sensors
    risk_limit: float

    def outlook(self, number: int, waits: Waits) -> Outlook:
        """Return what the level is on each truck day, and may be."""
        amounts = self.sensors.fillings[number].amounts
        coming = self.sensors.coming(number, waits)
        return Outlook([amounts[day] for day, _ in waits], self.sensors.may(number, coming, self.risk_limit))


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSight:
    """What will come in, known for certain; `above`: what a bin may hold above full (full bins)."""

    fillings: Sequence[Filling]
    above: float = 0.0

    def outlook(self, number: int, waits: Waits) -> Outlook:
        """Return what it will hold by the next truck day, and may."""
        amounts = self.fillings[number].amounts
        return Outlook([amounts[until] for _, until in waits], [1.0 + self.above] * len(waits))


def waits_of(truck_days: Sequence[int], stood: tuple[int, int], end: int) -> Waits:
    """Return the truck days within those that a bin stood there, each with the next one, the last of all with the `end` of the list."""
    first, last = bisect_right(truck_days, stood[0]), bisect_left(truck_days, stood[1])
    return list(zip(truck_days[first:last], (*truck_days[first + 1 : last + 1], end), strict=False))


def called(filling: Filling, begins: int, waits: Waits, outlook: Outlook) -> Sequence[int]:
    """Return the truck days on which a bin, empty on the day it `begins`, must not wait for the next one."""
    amounts, days = filling.amounts, []
    emptied = amounts[begins]
    for (day, _), counts, may in zip(waits, outlook.counts, outlook.may, strict=True):
        if counts - emptied > may:
            emptied = amounts[day]
            days.append(day)
    return days
