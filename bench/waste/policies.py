"""The rules that ours is compared with: fixed schedules, thresholds and rankings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bench.waste.drive import Choice, Morning

_SLOWEST = 1e-6  # full bins a day


@dataclass(frozen=True, slots=True)
class EveryDays:
    """Naive fixed: all bins on the same day, every so many days."""

    days: int
    learns: ClassVar[bool] = False

    def choose(self, morning: Morning) -> Choice:
        """Return all bins on their day."""
        return Choice(required=frozenset(morning.emptied) if morning.day % self.days == 0 else frozenset())


@dataclass(frozen=True, slots=True)
class Schedule:
    """Tuned fixed: each bin every so many days, from a day of its own."""

    intervals: Mapping[str, int]
    offsets: Mapping[str, int]
    learns: ClassVar[bool] = False

    def choose(self, morning: Morning) -> Choice:
        """Return the bins whose day it is."""
        return Choice(required=frozenset(name for name, days in self.intervals.items() if (morning.day - self.offsets[name]) % days == 0))


@dataclass(frozen=True, slots=True)
class FillThreshold:
    """All bins at or above a level (%)."""

    level: float
    learns: ClassVar[bool] = False

    def choose(self, morning: Morning) -> Choice:
        """Return the bins at or above the level."""
        return Choice(required=frozenset(name for name, level in morning.levels.items() if level >= self.level))


@dataclass(frozen=True, slots=True)
class Fullest:
    """Pick the fullest, then route, as Groningen did (Wouda et al. 2024, arXiv 2409.13386, the baseline in their code).

    Every day the same number of bins: those with the fewest days left until they are full, from their level and their mean rate. No
    look-ahead, nothing chosen by its way, no day without a truck. There levels are counted deposits times an assumed
    volume; here a sensor tells them. `every`: days between rounds; more than one is not theirs.
    """

    count: int
    every: int = 1
    learns: ClassVar[bool] = True

    def choose(self, morning: Morning) -> Choice:
        """Return the bins that will be full first."""
        if morning.day % self.every:
            return Choice(required=frozenset())
        left = {
            name: (100 - morning.levels.get(name, 0.0)) / max(history.demand.rate, _SLOWEST) for name, history in morning.learned.items()
        }
        return Choice(required=frozenset(sorted(left, key=lambda name: (left[name], name))[: self.count]))
