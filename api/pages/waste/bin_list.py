"""The bins that a reader asked for, a page of them at a time, and how many the other groups have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from api.pages.frame.row_page import RowPage, asked_page, row_page
from api.pages.waste.bin_rows import BinRow, Group

GROUPS: tuple[Group, ...] = ("must", "day", "two_days", "route", "silent", "fault")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page's address asks for: a group and a fraction (empty: all), and a page from 1."""

    group: str = ""
    fraction: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Return what `?vis=`, `?avfall=` and `?side=` ask for; what is no page is the first one."""
        return cls(group=query.get("vis", ""), fraction=query.get("avfall", ""), page=asked_page(query))


@dataclass(frozen=True, slots=True, kw_only=True)
class BinList:
    """One page of the chosen bins. `of_fraction`: how many the chosen fraction has; `counts`: how many of those each group has."""

    asked: Asked
    page: RowPage[BinRow]
    of_fraction: int
    counts: Mapping[Group, int]
    fractions: Sequence[str]


def bin_list(bins: Sequence[BinRow], asked: Asked) -> BinList:
    """Return the page of bins that was asked for, in their order; beyond the last page is the last one."""
    of_fraction = [row for row in bins if asked.fraction in ("", row.fraction)]
    chosen = [row for row in of_fraction if asked.group in ("", *row.groups)]
    return BinList(
        asked=asked,
        page=row_page(chosen, asked.page),
        of_fraction=len(of_fraction),
        counts={group: sum(group in row.groups for row in of_fraction) for group in GROUPS},
        fractions=sorted({row.fraction for row in bins}),
    )
