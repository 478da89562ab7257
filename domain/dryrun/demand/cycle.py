"""The cycles of a bin: from one emptying to the next, and what was found at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from statistics import median

from domain.dryrun.emptying_list import SeenFill, Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class Cycle:
    """From an emptying on day `start` to the next on day `end`; `fill`: what came in meanwhile, None where nobody saw it."""

    start: int
    end: int
    fill: SeenFill | None

    @property
    def days(self) -> int:
        """Its length in days."""
        return self.end - self.start


@dataclass(frozen=True, slots=True, kw_only=True)
class BinHistory:
    """A bin's cycles, and the days [`start`, `end`) within which it stood there, as far as the list tells."""

    cycles: Sequence[Cycle]
    start: int
    end: int
    usual_days: float


def history_of(visits: Sequence[Visit], days: int, longest: int = 28) -> BinHistory:
    """Return a bin's history; several emptyings within a day are one, and a cycle longer than twice `longest` days taught nothing.

    The bin stood there from its usual interval before the first emptying to its usual interval after the last.
    """
    emptied = [(day, _together(list(same))) for day, same in groupby((visit for visit in visits if visit.emptied), lambda visit: visit.day)]
    cycles = [Cycle(start=start, end=end, fill=fill) for (start, _), (end, fill) in pairwise(emptied)]
    usual = median(cycle.days for cycle in cycles) if cycles else float(longest)
    first, last = emptied[0][0], emptied[-1][0]
    return BinHistory(
        cycles=[cycle for cycle in cycles if cycle.days <= 2 * longest],
        start=max(0, first - round(usual)),
        end=min(days, last + round(usual) + 1),
        usual_days=usual,
    )


def _together(visits: Sequence[Visit]) -> SeenFill | None:
    """Return what came in before a day's emptyings, all of them added up; None where one was not noted."""
    fills = [visit.fill for visit in visits if visit.fill is not None]
    if len(fills) < len(visits):
        return None
    low, high = sum(fill.low for fill in fills), sum(fill.high for fill in fills)
    return SeenFill(low=low, high=min(inf, high))
