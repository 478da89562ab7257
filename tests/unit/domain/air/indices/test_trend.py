"""A change is told where it is more than noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.indices.index import Bands
from domain.air.indices.trend import trend

NO2 = Bands(bounds=(100.0, 200.0, 400.0), upper_inclusive=False)
CONCENTRATIONS = st.floats(min_value=-20, max_value=3000)


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (96.0, 128.0, "rising"),
        (128.0, 96.0, "falling"),
        (100.0, 109.0, "steady"),
        (100.0, 111.0, "rising"),
        (4.0, 9.0, "steady"),
        (4.0, 9.1, "rising"),
    ],
)
def test_a_change_counts_above_a_tenth_and_a_twentieth_of_the_cleanest_class(before: float, now: float, told: str) -> None:
    assert trend(before, now, NO2) == told


def test_nothing_is_told_where_the_hour_before_was_not_measured() -> None:
    assert trend(None, 128.0, NO2) is None


@given(CONCENTRATIONS, CONCENTRATIONS)
def test_what_is_told_never_contradicts_the_figures(before: float, now: float) -> None:
    told = trend(before, now, NO2)
    assert told == "steady" or (told == "rising") == (now > before)
