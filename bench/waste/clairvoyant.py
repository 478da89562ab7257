"""The fewest km possible if the future were known and all days could be planned at once.

No rule of ours: simulated annealing (Kirkpatrick et al. 1983) over which bin is emptied on which day, as inventory routing has it
(Coelho et al. 2014). What it finds is no proof of the least, but no policy that has to decide each morning should be expected below it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import exp
from random import Random
from typing import ClassVar

from bench.waste.drive import DEPARTURE_S, HOUR, Choice, Morning
from bench.waste.town import DAY, DEPOT, Town, TownBin

MOVES = 2_000_000
_HOT, _COLD = 700.0, 15.0  # metres; hotter, bins scatter over all days, and no truck ever stays at home
_REACHED = DEPARTURE_S * 1000 + 3 * HOUR // 2  # ms after midnight


@dataclass(slots=True, kw_only=True)
class Clairvoyant:
    """Plans once, on the first morning; an hour of overflow is worth `hour_m` metres."""

    town: Town
    hour_m: float
    learns: ClassVar[bool] = False
    _days: Mapping[int, frozenset[str]] | None = field(default=None, init=False)

    def choose(self, morning: Morning) -> Choice:
        """Return what was planned for today."""
        if self._days is None:
            self._days = _Search(self.town, morning, self.hour_m).days()
        return Choice(required=self._days.get(morning.day, frozenset()))


class _Search:
    """Rounds by day as sequences of bins, each bin's days, and what the bins' overflow costs (metres)."""

    def __init__(self, town: Town, morning: Morning, hour_m: float) -> None:
        self._dice = Random(1)
        self._first, self._count = morning.day, town.days - morning.day
        self._names = list(town.bins)
        places = [*(town.places[name].id for name in self._names), DEPOT]
        self._metres = [[town.legs.between(start, end)[0] for end in places] for start in places]
        self._depot = len(self._names)
        moments = [*((self._first + day) * DAY + _REACHED for day in range(self._count)), town.days * DAY]
        self._costs = [_overflow(bin_, morning.emptied[name], moments, hour_m) for name, bin_ in town.bins.items()]
        self._visits = [[-1, *range(0, self._count, 2), self._count] for _ in self._names]
        self._rounds = [list(range(self._depot)) if day % 2 == 0 else [] for day in range(self._count)]

    def days(self) -> Mapping[int, frozenset[str]]:
        """Return which bins are emptied on which day."""
        for move in range(MOVES):
            self._try(_HOT * (_COLD / _HOT) ** (move / MOVES))
        return {self._first + day: frozenset(self._names[bin_] for bin_ in bins) for day, bins in enumerate(self._rounds)}

    def _try(self, heat: float) -> None:
        """Try to empty a bin on one day more, one day fewer or another day; the colder, the rarer a costly change."""
        bin_, chance = self._dice.randrange(self._depot), self._dice.random()
        days = self._visits[bin_]
        removed = self._dice.randrange(1, len(days) - 1) if chance > 0.3 and len(days) > 2 else None
        added = None
        if removed is None:
            added = self._dice.randrange(self._count)
        elif chance > 0.55:
            added = days[removed] + self._dice.choice((-2, -1, 1, 2))
        if added is not None and (added in days or not 0 <= added < self._count):
            return
        self._change(bin_, None if removed is None else days[removed], added, heat)

    def _change(self, bin_: int, removed: int | None, added: int | None, heat: float) -> None:
        before = self._visits[bin_]
        after = sorted({*before, added if added is not None else -1} - ({removed} if removed is not None else set()))
        costs = self._costs[bin_]
        more = sum(costs[start + 1][end] for start, end in pairwise(after))
        more -= sum(costs[start + 1][end] for start, end in pairwise(before))
        at, detour = self._cheapest(bin_, added) if added is not None else (0, 0)
        more += detour - (self._saved(bin_, removed) if removed is not None else 0)
        if more > 0 and self._dice.random() >= exp(-more / heat):
            return
        self._visits[bin_] = after
        if removed is not None:
            self._rounds[removed].remove(bin_)
        if added is not None:
            self._rounds[added].insert(at, bin_)

    def _cheapest(self, bin_: int, day: int) -> tuple[int, int]:
        """Return where in a day's round a bin adds the shortest detour, and its length (metres)."""
        stops, last = [*self._rounds[day], self._depot], self._depot
        metres, best, at = self._metres[bin_], 1 << 60, 0
        for index, stop in enumerate(stops):
            detour = metres[last] + metres[stop] - self._metres[last][stop]
            if detour < best:
                best, at = detour, index
            last = stop
        return at, best

    def _saved(self, bin_: int, day: int) -> int:
        stops = self._rounds[day]
        at = stops.index(bin_)
        last = stops[at - 1] if at else self._depot
        following = stops[at + 1] if at + 1 < len(stops) else self._depot
        return self._metres[last][bin_] + self._metres[bin_][following] - self._metres[last][following]


def _overflow(bin_: TownBin, emptied: int, moments: Sequence[int], hour_m: float) -> list[list[float]]:
    """Return what overflowing costs (metres) from one emptying (row: the last one before, then each day's) to the next (column)."""
    full = [bin_.full_at(since) for since in (emptied, *moments[:-1])]
    return [[0.0 if when is None else max(0, until - when) / HOUR * hour_m for until in moments] for when in full]
