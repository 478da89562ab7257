"""The figures by which a truck is sent."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRules:
    """Figures and their sources: config/waste.toml; `detour_factor` (of the straight line) and `zone`: config/plan.toml.

    `risk_limit`: P(overflow, 0–1) above which a bin must not wait for the next departure; `blind_limit`: where no sensor tells
    whether it still fills as it did. `keep_limit`: above it an open trigger
    stays. `every_ms`: decided anew so often. `reach_ms`: from a departure until
    its bins are reached. `round_ms`: what a round takes at least. `shift_start_s`, `shift_end_s`: s after midnight, local
    time, for a fraction that no vehicle takes. `slots`: departures looked ahead. `joins`: bins due within so many departures
    go along. `cover_limit`: P(overflow) above which a bin goes along with a round that is to last until then, or the risk limit where
    that is lower; `covers`: for how many departures a round lasts at most. `interval_fill`: share of a full bin expected
    after `interval_days` where no sensor tells. `zone`: on whose clocks shifts and collection days are.
    """

    risk_limit: float
    blind_limit: float
    keep_limit: float
    every_ms: int
    reach_ms: int
    round_ms: int
    shift_start_s: int
    shift_end_s: int
    slots: int
    joins: int
    cover_limit: float
    covers: int
    interval_fill: float
    detour_factor: float
    zone: ZoneInfo
