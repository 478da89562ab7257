"""Forecasts when a bin will be full, as a distribution."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.duration import DAY
from domain.waste.forecast.demand import Demand, DemandRules
from domain.waste.forecast.gamma import chance_below

HORIZON = 60 * DAY  # nobody plans further ahead, and "not within two months" is answer enough
_PRECISION = 10 * 60_000  # ms
_CONTENT_PRECISION = 0.01  # full bins: finer than any sensor


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """The forecast of one bin from when it was last seen, at `since` (ms UTC).

    `content`: (full bins, probability) pairs as seen then. `rate`: full bins a day, already drawn towards the other bins'.
    A silent sensor needs no rule of its own: the content grows on, and its spread widens with the time since.
    """

    since: int
    content: Sequence[tuple[float, float]]
    demand: Demand
    rate: float
    rules: DemandRules

    def chance_full(self, by: int, full: float = 1.0) -> float:
        """Return P(the content has reached `full` (full bins) by `by` (ms UTC))."""
        return sum(chance * self._reaches(full - content, by) for content, chance in self.content)

    def quantile(self, chance: float, full: float = 1.0) -> int | None:
        """Return the earliest time (ms UTC) by which the bin is full with probability `chance`, None where that is beyond the horizon."""
        low, high = self.since, self.since + HORIZON
        if self.chance_full(low, full) >= chance:
            return low
        if self.chance_full(high, full) < chance:
            return None
        while high - low > _PRECISION:
            middle = (low + high) // 2
            low, high = (low, middle) if self.chance_full(middle, full) >= chance else (middle, high)
        return high

    def content_at(self, time: int, chance: float, most: float = 1.0) -> float:
        """Return the content (full bins, at most `most`) that is not exceeded at `time` (ms UTC) with probability `chance`."""
        low, high = min(content for content, _ in self.content), most
        if self.chance_full(time, most) > 1 - chance:
            return most
        while high - low > _CONTENT_PRECISION:
            middle = (low + high) / 2
            low, high = (middle, high) if self.chance_full(time, middle) > 1 - chance else (low, middle)
        return high

    def _reaches(self, missing: float, by: int) -> float:
        mean = self.demand.expected(self.since, by, self.rate)
        if missing <= 0:
            return 1.0
        if mean <= 0:
            return 0.0
        spread = self.demand.spread((by - self.since) / DAY, self.rules)
        return 1 - chance_below(missing, mean / spread, spread)
