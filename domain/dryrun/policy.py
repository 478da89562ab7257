"""The ways of collecting that a dry run compares: as it was, by a fixed schedule, as Bysans sends, and with the future known.

Each returns which bins are emptied on which day; a day without any sends no truck.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Protocol

from domain.dryrun.demand.fill_rate import FillRate
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.threshold import thresholds
from domain.dryrun.town import DryTown, Group
from domain.dryrun.truck_days import TruckDays
from domain.waste.forecast.demand import DemandRules

Rounds = Mapping[int, Sequence[int]]  # numbers of the bins by day


@dataclass(frozen=True, slots=True)
class Schedule:
    """The days on which each bin is emptied, whatever it holds."""

    days: Sequence[Sequence[int]]

    def rounds(self, group: Group, but: Collection[int] = ()) -> dict[int, list[int]]:
        """Return its rounds for one fraction, `but` for some bins."""
        rounds: dict[int, list[int]] = defaultdict(list)
        for number in group.bins:
            if number not in but:
                for day in self.days[number]:
                    rounds[day].append(number)
        return rounds

    def interval(self, number: int) -> float | None:
        """Return a bin's usual days from one emptying to the next, None where it has too few to tell."""
        gaps = [end - start for start, end in pairwise(self.days[number])]
        return median(gaps) if gaps else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """The days on which a truck is sent if a bin must not wait, by fraction, and the `limit` above which a bin must not.

    The limit is one of P(overflow, 0–1); with the future known, of what is above full (full bins). `sensors`: the bins that are
    watched so; the others follow the `schedule`.
    """

    days: TruckDays
    limit: float
    sensors: frozenset[int]
    schedule: Schedule


class Sight(Protocol):
    """What a policy knows of a bin."""

    def due(self, number: int, emptied: int, day: int, until: int) -> bool:
        """Return whether a bin last emptied on a day must not wait on `day` until the truck day `until`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSight:
    """What a sensor shows: the level now, and the rate of the last days drawn towards what the list taught, as the service learns."""

    fillings: Sequence[Filling]
    rates: Sequence[FillRate]
    rules: DemandRules
    risk_limit: float
    reach_days: float

    def due(self, number: int, emptied: int, day: int, until: int) -> bool:
        """Return whether the risk is above the limit."""
        amounts, rate, rules = self.fillings[number].amounts, self.rates[number], self.rules
        first = max(0, day - round(rules.memory_days))
        known = day - first
        pace = (amounts[day] - amounts[first] + rate.mean * rules.pool_days) / (known + rules.pool_days)
        days = until - day + self.reach_days
        spread = round(rate.dispersion * (1 + days / (rules.memory_days + rules.pool_days)), 3)
        return amounts[day] - amounts[emptied] > thresholds(self.risk_limit, spread).fill(pace * days)


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSight:
    """What will come in, known for certain; `above`: what a bin may hold above full (full bins)."""

    fillings: Sequence[Filling]
    above: float = 0.0

    def due(self, number: int, emptied: int, day: int, until: int) -> bool:  # noqa: ARG002 - what is known needs no day
        """Return whether it would hold more than it may before `until`."""
        amounts = self.fillings[number].amounts
        return amounts[until] - amounts[emptied] > 1.0 + self.above


def called(truck_days: Sequence[int], number: int, stood: tuple[int, int], end: int, sight: Sight) -> Sequence[int]:
    """Return the truck days on which a bin must not wait for the next one, the last of them for the `end` of the list."""
    emptied, days = stood[0], []
    for day, until in zip(truck_days, (*truck_days[1:], end), strict=True):
        if stood[0] < day < stood[1] and sight.due(number, emptied, day, until):
            emptied = day
            days.append(day)
    return days


def decided(town: DryTown, group: Group, sight: Sight, sending: Sending) -> dict[int, list[int]]:
    """Return the rounds of one fraction: each watched bin when it must not wait, the others by their schedule; no bin, no round."""
    rounds = sending.schedule.rounds(group, sending.sensors)
    for number in group.bins:
        if number in sending.sensors:
            for day in called(sending.days[group.fraction], number, town.stood(number), town.days, sight):
                rounds[day].append(number)
    return rounds


def listed_days(town: DryTown, listed: EmptyingList) -> Sequence[Sequence[int]]:
    """Return the days on which each bin was emptied, those of several emptyings once."""
    return [sorted({visit.day for visit in listed.visits[name] if visit.emptied}) for name in town.names]


def as_listed(town: DryTown, group: Group, listed: EmptyingList) -> dict[int, list[int]]:
    """Return the rounds that the list has."""
    rounds: dict[int, list[int]] = defaultdict(list)
    for number in group.bins:
        for visit in listed.visits[town.bins[number].id]:
            if visit.emptied:
                rounds[visit.day].append(number)
    return rounds
