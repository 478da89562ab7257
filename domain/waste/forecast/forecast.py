"""When will a bin be full, and how sure is that?"""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.duration import DAY, MINUTE
from domain.waste.forecast.demand import Demand, DemandRules
from domain.waste.forecast.gamma import chance_below

HORIZON = 60 * DAY  # beyond it nobody plans, and "not within two months" is answer enough
_PRECISION = 10 * MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """What is expected of one bin since it was last seen at `since` (ms UTC).

    `content`: (full bins, chance) pairs as seen then. `rate`: full bins a day, already drawn towards the other bins'.
    A sensor that falls silent adds nothing here: the content grows on and its spread widens with the time since.
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
        """Return the earliest time (ms UTC) by which the bin is full with `chance`, or None when that's beyond the horizon."""
        low, high = self.since, self.since + HORIZON
        if self.chance_full(low, full) >= chance:
            return low
        if self.chance_full(high, full) < chance:
            return None
        while high - low > _PRECISION:
            middle = (low + high) // 2
            low, high = (low, middle) if self.chance_full(middle, full) >= chance else (middle, high)
        return high

    def _reaches(self, missing: float, by: int) -> float:
        mean = self.demand.expected(self.since, by, self.rate)
        if missing <= 0:
            return 1.0
        if mean <= 0:
            return 0.0
        spread = self.demand.spread((by - self.since) / DAY, self.rules)
        return 1 - chance_below(missing, mean / spread, spread)
