"""A value beyond the range is a bound at the range's end, one within it is exact, and a sentinel says nothing."""

from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.bounded_value import BoundedValue, bounded
from domain.model import Model, Span
from domain.parameter import Parameter

HEAT = Parameter(name="temperature", unit="°C", low=-90, high=200, reason="weather", sentinels=frozenset({-999.0}), conversions={})
SENSOR = Model(id="acme/heat", kind=None, source="test", ranges={"temperature": Span(low=-30, high=70, source="data sheet")})


@pytest.mark.parametrize(
    ("value", "says"),
    [
        (70, BoundedValue(70, "exact")), (nextafter(70, inf), BoundedValue(70, "at_least")), (200, BoundedValue(70, "at_least")),
        (-30, BoundedValue(-30, "exact")), (nextafter(-30, -inf), BoundedValue(-30, "at_most")), (-999, None),
    ],
)  # fmt: skip
def test_a_value_says_as_much_as_its_sensors_range_lets_it(value: float, says: BoundedValue | None) -> None:
    assert bounded(value, HEAT, SENSOR) == says


def test_what_has_no_range_is_exact() -> None:
    assert bounded(150, HEAT, None) == bounded(150, HEAT, Model(id="acme/other", kind=None, source="test")) == BoundedValue(150)


@given(st.floats(-90, 200), st.floats(-90, 200))
def test_a_higher_value_never_says_less(a: float, b: float) -> None:
    low, high = (bounded(value, HEAT, SENSOR) for value in sorted((a, b)))
    assert low is not None
    assert high is not None
    assert low.value <= high.value
