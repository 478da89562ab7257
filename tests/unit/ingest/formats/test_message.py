"""A value is shown to a person as JSON has it, and never at length."""

from math import inf

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.message import describe


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "null"),
        (True, "true"),
        (12, "12"),
        (1.5, "1.5"),
        (float("inf"), "Infinity"),
        (float("nan"), "NaN"),
        ([1], "a list"),
        ({}, "an object"),
    ],
)
def test_a_value_is_shown_as_json_has_it(value: object, text: str) -> None:
    assert describe(value) == text


@given(st.text() | st.integers() | st.integers(10**100, 10**120) | st.floats())
def test_what_is_shown_is_never_long(value: object) -> None:
    assert len(describe(value)) < 450  # 40 characters, each escaped at worst


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (2**70 - 1, "1180591620717411303423"),
        (2**70, "a whole number of some 21 digits"),
        (-(2**70), "a whole number of some 21 digits"),
        (10**100, "a whole number of some 99 digits"),
        (-inf, "-Infinity"),
        (False, "false"),
        ("å" * 40, f"'{'å' * 40}'"),
        ("å" * 41, f"'{'å' * 40}…'"),
    ],
)
def test_what_is_long_is_cut_and_a_great_number_is_told_by_its_length(value: object, text: str) -> None:
    assert describe(value) == text


def test_even_a_number_that_python_refuses_to_write_is_shown() -> None:
    assert "digits" in describe(10**6000)
