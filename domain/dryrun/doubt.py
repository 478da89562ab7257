"""What of a list is missing, doubtful or contradictory, and what was assumed instead."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "no_bin", "no_time", "bad_time", "bad_fill", "over_full", "bad_weight", "repeated", "not_emptied_with_fill", "same_day", "unlisted_bin",
    "no_place", "no_capacity", "no_fraction", "never_emptied", "bad_number",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """One doubt: the `file` and `line` where it stands, the column, what stands there and the bin it is about."""

    file: str
    line: int
    kind: Kind
    column: str = ""
    value: str = ""
    bin_id: str = ""
