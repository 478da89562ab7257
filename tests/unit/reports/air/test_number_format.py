"""A figure is written once, and never looks better than it is."""

from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.air.number_format import limit_text, percent_text, value_text


@pytest.mark.parametrize(
    ("value", "limit", "text"),
    [(50.0, 50, "50.0"), (50.04, 50, "50.04"), (49.96, 50, "50.0"), (50.0004, 50, "50.0004"), (50.06, 50, "50.1"), (-0.02, None, "0.0")],
)
def test_a_value_above_its_limit_reads_so(value: float, limit: float | None, text: str) -> None:
    assert value_text(value, "µg/m³", limit) == text


def test_mg_have_two_decimals() -> None:
    assert value_text(1.234, "mg/m³") == "1.23"


@given(st.floats(0, 1000), st.sampled_from([5.0, 20.0, 50.0, 200.0]))
def test_what_is_written_lies_on_the_same_side_of_the_limit(value: float, limit: float) -> None:
    if abs(value - limit) > 1e-8:
        assert (float(value_text(value, "µg/m³", limit)) > limit) == (value > limit)


@pytest.mark.parametrize(("share", "text"), [(0.85, "85.0"), (nextafter(0.85, -inf), "85.0"), (0.8496, "84.9"), (1.0, "100.0"), (0, "0.0")])
def test_a_share_is_cut_and_not_rounded(share: float, text: str) -> None:
    assert percent_text(share) == text


def test_a_limit_is_as_short_as_it_is() -> None:
    assert [limit_text(50.0), limit_text(12.5)] == ["50", "12.5"]
