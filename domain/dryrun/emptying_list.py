"""A town's list of emptyings: its bins, and each visit with what the crew saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import inf

from domain.waste.routing.fleet import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFill:
    """What a crew saw, between `low` and `high` (full bins, 0–1): a note in quarters leaves half a quarter on either side.

    `high` is infinite where the bin was full: how much more was beside it, or never came, nobody saw.
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not 0 <= self.low <= self.high:
            raise ValueError(f"a fill lies between 0 and its upper bound, got {self.low:g} to {self.high:g}")

    @property
    def is_censored(self) -> bool:
        """Whether the bin was full, so that the amount is known only from below."""
        return self.high == inf

    @property
    def middle(self) -> float:
        """The amount to reckon with (full bins): the middle, or the least of a bin that was full."""
        return self.low if self.is_censored else (self.low + self.high) / 2


def seen_fill(share: float, step: float) -> SeenFill:
    """Return what a noted share (0–1) says when it was noted in steps of `step`; full is censored from half a step below."""
    half = step / 2
    return SeenFill(low=max(0.0, min(share, 1.0) - half), high=inf if share >= 1 - half / 2 else share + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedBin:
    """A bin of the list; `place` None: nobody said where it stands."""

    id: str
    place: Place | None
    capacity_l: float
    fraction: str
    area: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """A crew at a bin on `day` (days from the list's first), `second` of that day (None: only the date is listed).

    `fill` None: nobody noted it. `emptied` False: they came and could not. `line`: of the list.
    """

    day: int
    line: int
    second: int | None = None
    fill: SeenFill | None = None
    emptied: bool = True
    vehicle: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmptyingList:
    """The bins, each one's visits in order of time, the ordinal of the first day (proleptic), and how many days there are."""

    bins: Sequence[ListedBin]
    visits: Mapping[str, Sequence[Visit]]
    first_day: int
    days: int

    def weekday(self, day: int) -> int:
        """Return the weekday of a day, 0 Monday."""
        return (self.first_day + day + 6) % 7
