"""What is wrong with a table: with its file as a whole, or with single rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

_MOST_TOLD = 20

FileProblem = Literal[
    "unreadable", "empty", "twice", "wide", "long", "large", "no_field", "no_column", "no_map", "map_name",
    "foreign", "zone", "no_rows", "numbered", "none_emptied",
]  # fmt: skip


class TableError(Exception):
    """The table cannot be used: the message is a sentence. `kind` names what is wrong, `detail` the columns it is wrong with.

    `table`: which of several tables it is, where somebody has said so.
    """

    def __init__(self, kind: FileProblem, sentence: str, detail: str = "") -> None:
        super().__init__(sentence)
        self.kind = kind
        self.detail = detail
        self.table = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """What is wrong with a row: a `field`, empty where it is the row as a whole, its column and value where there are such.

    `reason` says it in English; for a row whose thing stands in another one, `other_row` is that one.
    """

    row: int
    field: str
    reason: str
    column: str | None = None
    value: str | None = None
    other_row: int | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the row has no value for a field that must have one."""
        return self.value is None and bool(self.field)

    def __str__(self) -> str:
        """Return a sentence that names the row and the column."""
        where = f", column {self.column!r}" if self.column else f", {self.field}" if self.field else ""
        return f"row {self.row}{where}{'' if self.value is None else f' = {self.value!r}'}: {self.reason}"


class RowsError(Exception):
    """Rows are wrong, so none is taken: a sentence each, the first ones of many."""

    def __init__(self, problems: Sequence[RowProblem]) -> None:
        more = f"\nand {len(problems) - _MOST_TOLD} more" if len(problems) > _MOST_TOLD else ""
        super().__init__("\n".join(map(str, problems[:_MOST_TOLD])) + more)
        self.problems = problems
