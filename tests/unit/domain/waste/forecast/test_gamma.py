"""The incomplete gamma function is what the books say."""

from math import exp

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.waste.forecast.gamma import chance_below


@pytest.mark.parametrize("bound", [0.1, 1.0, 3.0, 20.0])
def test_with_shape_one_it_is_the_exponential(bound: float) -> None:
    assert chance_below(bound, 1.0, 2.0) == pytest.approx(1 - exp(-bound / 2), abs=1e-9)


@pytest.mark.parametrize(("shape", "bound", "chance"), [(0.5, 0.5, 0.6826894921), (5.0, 5.0, 0.5595067149), (10.0, 15.0, 0.9301463393)])
def test_published_values(shape: float, bound: float, chance: float) -> None:
    assert chance_below(bound, shape, 1.0) == pytest.approx(chance, abs=1e-8)


@given(st.floats(0.01, 50), st.floats(0.01, 5), st.floats(0, 100), st.floats(0, 100))
def test_a_higher_bound_is_never_less_likely(shape: float, scale: float, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 0 <= chance_below(low, shape, scale) <= chance_below(high, shape, scale) + 1e-9 <= 1 + 1e-9


def test_nothing_stays_below_zero() -> None:
    assert chance_below(0.0, 1.0, 1.0) == 0.0


def test_a_distribution_needs_a_shape() -> None:
    with pytest.raises(ValueError, match="shape and scale above 0"):
        chance_below(1.0, 0.0, 1.0)


@pytest.mark.parametrize("bound", [0.0, -1.0])
def test_nothing_lies_below_nothing(bound: float) -> None:
    assert chance_below(bound, 2.0, 0.5) == 0.0


@pytest.mark.parametrize(("shape", "scale"), [(0.0, 1.0), (-1.0, 1.0), (1.0, 0.0), (1.0, -1.0)])
def test_a_shape_and_a_scale_are_above_nothing(shape: float, scale: float) -> None:
    with pytest.raises(ValueError, match="needs shape and scale above 0"):
        chance_below(1.0, shape, scale)
