"""A cursor carries a position and nothing that was made up."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.paging import cursor_of, position_of
from api.web.problems import ProblemError


@given(st.text("abcæ.:_~-1", max_size=64), st.integers(min_value=-(2**63), max_value=2**63 - 1))
def test_a_position_comes_back(name: str, time: int) -> None:
    assert position_of(cursor_of(name, time), str, int) == (name, time)


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "****",
        cursor_of(1),
        cursor_of("a", "b"),
        cursor_of("a"),
        cursor_of("a", 2**63),
        cursor_of("a", True),
        cursor_of("\ud800", 1),
        cursor_of("\0", 1),
        "e30",
    ],
)
def test_what_is_no_cursor_of_ours_is_refused(cursor: str) -> None:
    with pytest.raises(ProblemError, match="cursor"):
        position_of(cursor, str, int)


@given(st.text(max_size=200).filter(lambda text: not text.isascii()))
def test_no_text_breaks_it(text: str) -> None:
    with pytest.raises(ProblemError, match="cursor"):
        position_of(text, str)
