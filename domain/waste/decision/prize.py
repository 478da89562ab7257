"""What it is worth to empty a bin that could still wait.

A bin emptied early wastes the part of its cycle that was left: emptied when it is due it saves a whole later visit, emptied
half-way it saves half of one. So its prize is the length of a visit's detour, times how much of the cycle is used (after
Wouda et al. 2024, arXiv 2409.13386: a prize by urgency, then prize-collecting routing).
"""

from dataclasses import dataclass

from domain.duration import DAY
from domain.waste.forecast.forecast import HORIZON
from domain.waste.level.belief import Belief


@dataclass(frozen=True, slots=True, kw_only=True)
class PrizeRule:
    """`metres`: what a due bin is worth; `exponent`: how fast that falls for bins due later; nothing below `least` (0–1) of the cycle."""

    metres: float
    exponent: float
    least: float

    def prize(self, used: float) -> float:
        """Return the metres of detour that a bin is worth when the share `used` (0–1) of its cycle is over."""
        return self.metres * min(used, 1.0) ** self.exponent if used >= self.least else 0.0


def used_share(days_since_emptied: float, days_until_due: float) -> float:
    """Return the share (0–1) of a bin's cycle that is over; a bin that is due has used all of it."""
    if days_until_due <= 0:
        return 1.0
    since = max(days_since_emptied, 0.0)
    return since / (since + days_until_due)


def used(belief: Belief, now: int, risk_limit: float) -> float | None:
    """Return the share (0–1) of a bin's cycle that is over at `now` (ms UTC), None where nothing is known of its level.

    It is due when it will have overflowed with the chance `risk_limit`; before any emptying is known the level tells what is over.
    """
    if belief.outlook is None:
        return None
    due = belief.outlook.quantile(risk_limit)
    until = (belief.outlook.since + HORIZON if due is None else due) - now
    if belief.emptied_at is None:
        return min(1.0, (belief.fill or 0.0) / 100)
    return used_share((now - belief.emptied_at) / DAY, until / DAY)
