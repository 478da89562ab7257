"""What of a list is missing, doubtful or contradictory, and what was assumed instead."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "unread_sheets", "no_bin", "no_time", "bad_time", "future", "far_time", "month_first", "bad_fill", "over_full", "blank_fills",
    "fill_scale", "dated_fills", "bad_weight", "zero_weight", "repeated", "unexplained", "not_emptied_with_fill", "same_day",
    "unlisted_bin", "no_place", "far_place", "utm_zone", "outside_norway", "far_depot", "swapped", "no_capacity", "no_fraction",
    "never_emptied",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One doubt: the `file` and `line` where it stands, the column, what stands there, the bin it is about, and what was assumed.

    `line` 0: it is about the whole column or the whole table.
    """

    file: str
    line: int
    kind: Kind
    column: str = ""
    value: str = ""
    bin_id: str = ""
    assumed: str = ""
