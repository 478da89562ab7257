"""One draw of what was thrown in: what the list tells is kept, what it does not tell is drawn.

Within a cycle the amount is spread over its days as a gamma process that comes to what was seen (a gamma bridge).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from domain.dryrun.demand.cycle import BinHistory, Cycle
from domain.dryrun.demand.dice import Dice
from domain.dryrun.demand.fill_rate import FillRate

_TRIES = 40


@dataclass(frozen=True, slots=True)
class Filling:
    """What came into one bin: `amounts[d]` (full bins) from the first day until the collection hour of day `d`."""

    amounts: Sequence[float]

    def between(self, start: int, end: int) -> float:
        """Return what came in from day `start` to day `end`."""
        return self.amounts[end] - self.amounts[start]

    def full_at(self, emptied: int, content: float = 1.0) -> float | None:
        """Return the day, with its fraction, on which the bin reaches `content` after an emptying; None where it never does."""
        level = self.amounts[emptied] + content
        after = bisect_left(self.amounts, level)
        if after >= len(self.amounts):
            return None
        before = self.amounts[after - 1]
        return after - (self.amounts[after] - level) / max(self.amounts[after] - before, 1e-12)


def drawn_year(histories: Mapping[str, BinHistory], rates: Mapping[str, FillRate], days: int, dice: Dice) -> Mapping[str, Filling]:
    """Return a draw for every bin, in the order of the histories."""
    return {name: drawn_filling(history, rates[name], days, dice) for name, history in histories.items()}


def drawn_filling(history: BinHistory, rate: FillRate, days: int, dice: Dice) -> Filling:
    """Return a draw for one bin over `days`; before and after it stood there nothing comes in."""
    pace = rate.rates[min(bisect_right(rate.cumulated, dice.random()), len(rate.rates) - 1)]
    daily = [0.0] * days
    for start, end, cycle in _pieces(history):
        daily[start:end] = _spread(_amount(cycle, pace, rate.dispersion, dice), end - start, pace / rate.dispersion, dice)
    return Filling((0.0, *accumulate(daily)))


def _pieces(history: BinHistory) -> Iterator[tuple[int, int, Cycle]]:
    """Yield the cycles, and what lies between and around them as cycles of which nothing is known."""
    at = history.start
    for cycle in history.cycles:
        if cycle.start > at:
            yield at, cycle.start, Cycle(start=at, end=cycle.start, fill=None)
        yield cycle.start, cycle.end, cycle
        at = cycle.end
    if history.end > at:
        yield at, history.end, Cycle(start=at, end=history.end, fill=None)


def _amount(cycle: Cycle, pace: float, dispersion: float, dice: Dice) -> float:
    shape = pace * cycle.days / dispersion
    if cycle.fill is None:
        return dice.gammavariate(shape, dispersion)
    if not cycle.fill.is_censored:
        return cycle.fill.low + (cycle.fill.high - cycle.fill.low) * dice.random()
    for _ in range(_TRIES):
        amount = dice.gammavariate(shape, dispersion)
        if amount >= cycle.fill.low:
            return amount
    return cycle.fill.low + dice.gammavariate(1.0, dispersion)  # a gamma's far tail falls as an exponential


def _spread(amount: float, days: int, shape: float, dice: Dice) -> list[float]:
    parts = [dice.gammavariate(shape, 1.0) for _ in range(days)]
    total = sum(parts)
    if total <= 0:
        return [amount / days] * days
    return [amount * part / total for part in parts]
