"""What the service believed of a bin at a time: everything a decision to send a truck rests on."""

from dataclasses import dataclass

from domain.waste.forecast.forecast import Outlook
from domain.waste.level.message import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """One bin as it was believed to be at `known_at`; times are ms UTC.

    `fill` (%) at `time`: None before its sensor told any. `fault`: why its newest readings gave no level.
    `emptied_at`: the last emptying that was detected or reported. `outlook`: the forecast from `time` on.
    `silent_after`: when its sensor counts as silent unless it is heard again.
    """

    bin_id: str
    known_at: int
    time: int | None = None
    fill: float | None = None
    fault: Fault | None = None
    emptied_at: int | None = None
    outlook: Outlook | None = None
    silent_after: int | None = None

    def is_reliable(self, now: int) -> bool:
        """Return whether its sensor can be relied on at `now` (ms UTC): it is heard, and what it says is a level."""
        return self.fill is not None and self.fault is None and (self.silent_after is None or now < self.silent_after)

    def chance_full(self, by: int, share: float = 1.0) -> float | None:
        """Return P(the content reaches `share` of a full bin by `by` (ms UTC)), None where nothing is known of its level."""
        if self.outlook is None:
            return None
        return self.outlook.chance_full(max(by, self.outlook.since), share)
