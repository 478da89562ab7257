"""What was believed of a bin at a time: all that a decision to send a truck rests on."""

from dataclasses import dataclass

from domain.waste.forecast.forecast import Outlook
from domain.waste.level.message import Fault


@dataclass(frozen=True, slots=True, kw_only=True)
class Belief:
    """One bin as it was known at `known_at` (ms UTC).

    `fill` (%): believed at `time` (ms UTC), None before its sensor told any. `fault`: why its newest readings tell no level.
    `emptied_at`: ms UTC of the last emptying that was seen or reported. `outlook`: what is expected from `time` on.
    `silent_after`: ms UTC from which its sensor counts as silent unless it is heard again.
    """

    bin_id: str
    known_at: int
    time: int | None = None
    fill: float | None = None
    fault: Fault | None = None
    emptied_at: int | None = None
    outlook: Outlook | None = None
    silent_after: int | None = None

    def tells(self, now: int) -> bool:
        """Return whether its sensor can be relied on at `now` (ms UTC): it is heard, and what it says is a level."""
        return self.fill is not None and self.fault is None and (self.silent_after is None or now < self.silent_after)

    def chance_full(self, by: int, share: float = 1.0) -> float | None:
        """Return P(`share` (of a full bin) is reached by `by` (ms UTC)), None where nothing is known of its level."""
        if self.outlook is None:
            return None
        return self.outlook.chance_full(max(by, self.outlook.since), share)
