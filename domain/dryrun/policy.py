"""The ways of collecting that a dry run compares: as it was, by a fixed schedule, as Bysans sends, and with the future known.

Each returns which bins are emptied on which day; a day without any sends no truck.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from domain.dryrun.demand.fill_rate import FillRate
from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.threshold import thresholds
from domain.dryrun.town import DryTown, Group
from domain.waste.forecast.demand import DemandRules

Rounds = Mapping[int, Sequence[int]]  # numbers of the bins by day


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Each bin's interval in days, and the day on which its first falls; `target`: the level (full bins) it was tuned to.

    `late`: what falls on a day without collecting goes with the next departure, not with the last one before. `listed`: each bin's days
    as practice has them, where no other schedule is better.
    """

    intervals: Sequence[int]
    offsets: Sequence[int]
    target: float
    late: bool = False
    listed: Sequence[Sequence[int]] | None = None

    def rounds(self, town: DryTown, group: Group, only: Collection[int] | None = None) -> dict[int, list[int]]:
        """Return its rounds for one fraction."""
        rounds: dict[int, list[int]] = defaultdict(list)
        for number in group.bins if only is None else only:
            for day in self._days(town, group, number) if self.listed is None else self.listed[number]:
                rounds[day].append(number)
        return rounds

    def _days(self, town: DryTown, group: Group, number: int) -> Sequence[int]:
        start, end = town.stood(number)
        interval = self.intervals[number]
        days = range(start + 1 + (self.offsets[number] - start - 1) % interval, end, interval)
        return sorted({day for due in days if (day := _departure(group.departures, due, late=self.late)) is not None})


def _departure(departures: Sequence[int], due: int, *, late: bool) -> int | None:
    at = bisect_left(departures, due) if late else bisect_right(departures, due) - 1
    return departures[at] if 0 <= at < len(departures) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """On every how many collection days a truck may be sent, and for how many of these departures a round is to last.

    `risk_limit`: P(overflow, 0–1) above which a bin does not wait; None: the service's own. `by_schedule`: trucks leave on the days
    of the schedule's rounds instead, so that a bin with a sensor rides along with others.
    """

    every: int = 1
    covers: int = 1
    risk_limit: float | None = None
    by_schedule: bool = False


class Sight(Protocol):
    """What a policy knows of a bin: whether it must go, and whether it goes along, before later departures."""

    def due(self, number: int, emptied: int, day: int, until: int) -> bool:
        """Return whether a bin last emptied on a day must not wait on `day` until the departure on `until`."""
        ...

    def along(self, number: int, emptied: int, day: int, until: int) -> bool:
        """Return whether it goes along with a truck that is sent anyway, when that is to last until `until`."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSight:
    """What a sensor shows: the level now, and the rate of the last days drawn towards what the list taught, as the service learns."""

    fillings: Sequence[Filling]
    rates: Sequence[FillRate]
    rules: DemandRules
    risk_limit: float
    cover_limit: float
    reach_days: float

    def due(self, number: int, emptied: int, day: int, until: int) -> bool:
        """Return whether the risk is above the limit."""
        return self._risky(number, emptied, day, until, self.risk_limit)

    def along(self, number: int, emptied: int, day: int, until: int) -> bool:
        """Return whether the risk is above that of bins that go along."""
        return self._risky(number, emptied, day, until, self.cover_limit)

    def _risky(self, number: int, emptied: int, day: int, until: int, limit: float) -> bool:
        amounts, rate, rules = self.fillings[number].amounts, self.rates[number], self.rules
        first = max(0, day - round(rules.memory_days))
        known = day - first
        pace = (amounts[day] - amounts[first] + rate.mean * rules.pool_days) / (known + rules.pool_days)
        days = until - day + self.reach_days
        spread = round(rate.dispersion * (1 + days / (rules.memory_days + rules.pool_days)), 3)
        return amounts[day] - amounts[emptied] > thresholds(limit, spread).fill(pace * days)


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSight:
    """What will come in, known for certain."""

    fillings: Sequence[Filling]

    def due(self, number: int, emptied: int, day: int, until: int) -> bool:  # noqa: ARG002 - what is known needs no day
        """Return whether it would overflow before `until`."""
        amounts = self.fillings[number].amounts
        return amounts[until] - amounts[emptied] > 1.0

    along = due


def decided(
    town: DryTown, group: Group, sight: Sight, sending: Sending, *, blind: Schedule | None = None, sensors: Collection[int] | None = None
) -> dict[int, list[int]]:
    """Return the rounds of one fraction where each departure is sent only if a bin must not wait.

    Bins outside `sensors` (None: all have one) follow the `blind` schedule.
    """
    seeing = [number for number in group.bins if sensors is None or number in sensors]
    unseen = set(group.bins) - set(seeing)
    fixed = blind.rounds(town, group, sorted(unseen)) if blind is not None and unseen else {}
    stood = {number: town.stood(number) for number in seeing}
    emptied = {number: stood[number][0] for number in seeing}
    rounds: dict[int, list[int]] = {day: list(bins) for day, bins in fixed.items()}
    departures = group.departures[:: sending.every]
    if sending.by_schedule and blind is not None:
        departures = sorted(blind.rounds(town, group))
    for at, day in enumerate(departures):
        until, lasting = _later(departures, at + 1, town.days), _later(departures, at + sending.covers, town.days)
        present = [number for number in seeing if stood[number][0] < day < stood[number][1]]
        due = [number for number in present if sight.due(number, emptied[number], day, until)]
        if not due and day not in fixed:
            continue
        if sending.covers > 1:
            called = frozenset(due)
            due = [number for number in present if number in called or sight.along(number, emptied[number], day, lasting)]
        emptied.update(dict.fromkeys(due, day))
        rounds[day] = [*due, *fixed.get(day, ())]
    return {day: bins for day, bins in rounds.items() if bins}


def _later(departures: Sequence[int], at: int, days: int) -> int:
    return min(departures[at], days) if at < len(departures) else days


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
