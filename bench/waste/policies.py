"""By which rules are bins chosen? The fixed schedules, the thresholds and the rankings that ours is held against."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from bench.waste.drive import Choice, Morning


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
class Threshold:
    """All bins at or above a level (%)."""

    level: float
    learns: ClassVar[bool] = False

    def choose(self, morning: Morning) -> Choice:
        """Return the bins that are so full."""
        return Choice(required=frozenset(name for name, level in morning.levels.items() if level >= self.level))


@dataclass(frozen=True, slots=True)
class Fullest:
    """Pick the fullest, then route: the same number of bins each time, every so many days."""

    count: int
    every: int = 1
    learns: ClassVar[bool] = False

    def choose(self, morning: Morning) -> Choice:
        """Return the fullest bins."""
        if morning.day % self.every:
            return Choice(required=frozenset())
        ranked = sorted(morning.levels, key=lambda name: (-morning.levels[name], name))
        return Choice(required=frozenset(ranked[: self.count]))
