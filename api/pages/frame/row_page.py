"""One page of a long list: as many rows as one looks through without losing one's place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Generic, TypeVar

PAGE_SIZE = 50  # rows

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowPage(Generic[Row]):
    """Rows of a list of `chosen` rows. `number`: which of the `pages`, from 1."""

    rows: Sequence[Row]
    number: int
    pages: int
    chosen: int

    @property
    def first(self) -> int:
        """The number of the first row among those chosen."""
        return (self.number - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The number of the last row among those chosen."""
        return self.first + len(self.rows) - 1


def asked_page(query: Mapping[str, str]) -> int:
    """Return the page that `?side=` asks for; what is no page is the first one."""
    side = query.get("side", "")
    return int(side) if side.isdecimal() and len(side) < 9 else 1


def row_page(chosen: Sequence[Row], asked: int) -> RowPage[Row]:
    """Return the page that was asked for; beyond the last page is the last one, and an empty list has one empty page."""
    pages = max(1, ceil(len(chosen) / PAGE_SIZE))
    number = min(max(1, asked), pages)
    return RowPage(rows=chosen[(number - 1) * PAGE_SIZE : number * PAGE_SIZE], number=number, pages=pages, chosen=len(chosen))
