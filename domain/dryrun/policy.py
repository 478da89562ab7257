"""The ways of collecting that a dry run compares: as it was, by a fixed schedule, as Bysans sends, and with the future known.

Each returns which bins are emptied on which day; a day without any sends no truck.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from domain.dryrun.demand.year_draw import Filling
from domain.dryrun.emptying_list import EmptyingList
from domain.dryrun.sensing.sight import Sight, called, waits_of
from domain.dryrun.town import DryTown, Group
from domain.dryrun.truck_days import TruckDays

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


def decided(town: DryTown, group: Group, fillings: Sequence[Filling], sight: Sight, sending: Sending) -> dict[int, list[int]]:
    """Return the rounds of one fraction: each watched bin when it must not wait, the others by their schedule; no bin, no round."""
    rounds = sending.schedule.rounds(group, sending.sensors)
    for number in group.bins:
        if number in sending.sensors:
            waits = waits_of(sending.days[group.fraction], stood := town.stood(number), town.days)
            for day in called(fillings[number], stood[0], waits, sight.outlook(number, waits)):
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
