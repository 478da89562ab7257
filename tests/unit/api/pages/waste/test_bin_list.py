"""A page of the bins that were asked for; what the groups count follows the chosen fraction."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.frame.row_page import PAGE_SIZE
from api.pages.waste.bin_list import Asked, bin_list
from tests.unit.api.pages.waste.bins import row

BINS = [row(f"p{n}", fraction="papir", mark="must" if n < 3 else "room") for n in range(120)]
BINS += [row(f"r{n}", fraction="restavfall", mark="must" if n < 7 else "room") for n in range(30)]


def test_groups_count_the_bins_of_the_chosen_fraction() -> None:
    every, paper = bin_list(BINS, Asked()), bin_list(BINS, Asked(fraction="papir", group="must"))
    assert (every.of_fraction, every.counts["must"]) == (150, 10)
    assert (paper.of_fraction, paper.counts["must"], paper.page.chosen) == (120, 3, 3)
    assert every.fractions == paper.fractions == ["papir", "restavfall"]


def test_a_list_of_three_pages_is_turned_page_by_page() -> None:
    first, last = bin_list(BINS, Asked()).page, bin_list(BINS, Asked(page=3)).page
    assert (first.first, first.last, first.number, first.pages) == (1, 50, 1, 3)
    assert (last.first, last.last, last.number) == (101, 150, 3)
    assert [bin_.id for bin_ in last.rows] == [bin_.id for bin_ in BINS[100:]]


@pytest.mark.parametrize("side", ["", "0", "-1", "x", "1.5", "99999999999999999999", "²", "٣"])
def test_what_is_no_page_is_one_all_the_same(side: str) -> None:
    asked = Asked.of({"side": side})
    assert 1 <= bin_list(BINS, asked).page.number <= 3


def test_beyond_the_last_page_is_the_last_one_and_none_chosen_is_one_empty_page() -> None:
    assert bin_list(BINS, Asked(page=99)).page.number == 3
    nothing = bin_list(BINS, Asked(group="silent", page=2)).page
    assert (nothing.number, nothing.pages, nothing.rows, nothing.chosen) == (1, 1, [], 0)


@given(st.integers(min_value=0, max_value=400), st.sampled_from(["", "must", "silent"]), st.sampled_from(["", "papir"]))
def test_every_chosen_bin_stands_on_exactly_one_page(count: int, group: str, fraction: str) -> None:
    bins = BINS[:count]
    pages = bin_list(bins, Asked(group=group, fraction=fraction)).page.pages
    parts = [bin_list(bins, Asked(group=group, fraction=fraction, page=page + 1)).page.rows for page in range(pages)]
    chosen = [bin_ for bin_ in bins if group in ("", *bin_.groups) and fraction in ("", bin_.fraction)]
    assert [bin_ for part in parts for bin_ in part] == chosen
    assert all(len(part) <= PAGE_SIZE for part in parts)
