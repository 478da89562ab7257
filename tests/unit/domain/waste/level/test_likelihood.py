"""Densities tell what is likelier than what, and none is 0 where a sensor may tell anything."""

from math import fsum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.level.likelihood import after_emptying, found_again, out_of_lid

QUARTER, DAY = 1 / 96, 1.0
LEVELS = [level / 4 for level in range(-60, 500)]


@pytest.mark.parametrize("days", [QUARTER, DAY])
@pytest.mark.parametrize("level", [5.0, 50.0, 95.0])
def test_what_is_seen_is_somewhere(level: float, days: float) -> None:
    """Weighed against each other, they need to add up to 1 only about."""
    for density in (found_again, after_emptying):
        assert 0.7 < fsum(density(level, seen, days) for seen in LEVELS) / 4 < 1.4


@given(st.floats(min_value=-15, max_value=125), st.floats(min_value=0, max_value=100))
def test_nothing_is_impossible(seen: float, level: float) -> None:
    assert min(found_again(level, seen, QUARTER), after_emptying(level, seen, QUARTER), out_of_lid(seen)) > 0


def test_a_bag_in_a_day_is_likelier_than_in_a_quarter_of_an_hour() -> None:
    assert found_again(40, 52, DAY) > found_again(40, 52, QUARTER)


def test_an_emptied_bin_is_likelier_empty_than_half_full() -> None:
    assert after_emptying(80, 1, QUARTER) > after_emptying(80, 30, QUARTER) > after_emptying(80, 75, QUARTER)
