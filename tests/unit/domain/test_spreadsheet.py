"""No cell of a CSV file runs as a formula, numbers stay numbers, and what was written reads back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.spreadsheet import harmless, original


@pytest.mark.parametrize("text", ["=1+1", "+cmd|'/C calc'!A0", "-1+2", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", "-torget"])
def test_a_text_that_begins_like_a_formula_becomes_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize(
    ("text", "written"), [("Torget;=1+1", "Torget;'=1+1"), (";@a;-b", ";'@a;'-b"), ("=1;=2", "'=1;'=2"), ("a;'=1", "a;''=1")]
)
def test_a_formula_where_a_norwegian_spreadsheet_begins_a_cell_becomes_text_too(text: str, written: str) -> None:
    assert harmless(text) == written
    assert original(written) == text


@pytest.mark.parametrize("cell", ["-3.1", "+1", "-1e-5", "12", "Torget", "", "a=b", "a; b", "'quoted'", -3.5, 13, None])
def test_a_number_and_an_ordinary_text_stay(cell: object) -> None:
    assert harmless(cell) == cell


@given(st.text(alphabet="=+-@'\t;a1", max_size=10))
def test_what_was_made_harmless_reads_back(text: str) -> None:
    written = harmless(text)
    assert isinstance(written, str)
    assert original(written) == text
    assert not any(cell[:1] in ("=", "@", "\t") for cell in written.split(";"))
