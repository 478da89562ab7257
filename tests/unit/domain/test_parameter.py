"""A value converts to the last bit where it can, is possible up to its bound, and is flagged by what its model can measure."""

from math import inf, nan, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.model import Model, Span
from domain.parameter import Conversion, Flag, Parameter, flag_of, spelt

HUMIDITY = Parameter(
    name="humidity",
    unit="%",
    low=-5,
    high=105,
    reason="relative",
    sentinels=frozenset({-999.0}),
    conversions={"%": Conversion(), "ratio": Conversion(times=100)},
)
TILTED = Parameter(name="tilted", unit="0/1", low=0, high=1, only=frozenset({0.0, 1.0}), reason="a state", conversions={})
SENSOR = Model(
    id="v/m",
    kind="air",
    source="data sheet V",
    ranges={"humidity": Span(low=0, high=100, source="V")},
    sentinels={"humidity": frozenset({99.9})},
)


@pytest.mark.parametrize("value", [-5, 0, 105])
def test_a_possible_value_may_stand_on_the_bound(value: float) -> None:
    assert HUMIDITY.is_possible(value)


@pytest.mark.parametrize("value", [nextafter(-5, -inf), nextafter(105, inf), inf, -inf, nan])
def test_a_hair_beyond_the_bound_is_impossible_and_so_is_what_is_no_number(value: float) -> None:
    assert not HUMIDITY.is_possible(value)


def test_a_state_has_nothing_between_its_values() -> None:
    assert TILTED.is_possible(0)
    assert TILTED.is_possible(1)
    assert not TILTED.is_possible(0.5)


def test_a_range_that_does_not_ascend_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="humidity.*ascend"):
        Parameter(name="humidity", unit="%", low=1, high=1, reason="", conversions={})


def test_a_conversion_that_would_divide_by_nothing_cannot_be_built() -> None:
    with pytest.raises(ValueError, match="above 0"):
        Conversion(over=0)


def test_millivolts_become_volts_to_the_last_bit() -> None:
    assert Conversion(over=1000).apply(2993) == 2.993


@pytest.mark.parametrize(
    ("value", "times", "over", "converted"), [(98920.23, 1, 100, 989.2023), (0.8, 1.1644, 1, 0.93152), (1e-9, 1, 3, 3.33333333333e-10)]
)
def test_a_conversion_adds_no_digits_of_its_own(value: float, times: float, over: float, converted: float) -> None:
    assert Conversion(times=times, over=over).apply(value) == converted


def test_fahrenheit_needs_all_three_figures() -> None:
    assert Conversion(minus=32, times=5, over=9).apply(212) == 100


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-300, 300), st.floats(0.001, 1e4), st.floats(0.001, 1e4))
def test_conversion_keeps_the_order_of_values(a: float, b: float, minus: float, times: float, over: float) -> None:
    conversion = Conversion(minus=minus, times=times, over=over)
    low, high = sorted((a, b))
    assert conversion.apply(low) <= conversion.apply(high)


@pytest.mark.parametrize(
    "unit",
    [
        "µg/m³",
        "μg/m³",
        "UG/M3".replace("U", "µ"),
        " µg / m³ ",
        "µg/m3",
        "µg/m^3",
        "µg/m**3",
        "µg m-3",
        "µg·m-3",
        "µg m⁻³",
        "µg⋅m^−3",
        "µg\u00a0m⁻³",
    ],
)
def test_both_mus_every_way_to_write_a_power_case_and_spaces_are_one_spelling(unit: str) -> None:
    assert spelt(unit) == spelt("µg/m³")


def test_an_unknown_unit_has_no_conversion() -> None:
    assert HUMIDITY.conversion("Ratio") == Conversion(times=100)
    assert HUMIDITY.conversion("furlong") is None


@pytest.mark.parametrize(
    ("value", "flag"),
    [(0, Flag.GOOD), (100, Flag.GOOD), (nextafter(100, inf), Flag.FAIL), (-0.5, Flag.FAIL), (-999, Flag.MISSING), (99.9, Flag.MISSING)],
)
def test_a_sentinel_is_missing_and_outside_the_models_range_is_a_failure(value: float, flag: Flag) -> None:
    assert flag_of(value, HUMIDITY, SENSOR) is flag


def test_without_a_model_only_the_common_sentinels_are_known() -> None:
    assert flag_of(104, HUMIDITY, None) is Flag.GOOD
    assert flag_of(99.9, HUMIDITY, None) is Flag.GOOD
    assert flag_of(-999, HUMIDITY, None) is Flag.MISSING


def test_the_flags_are_those_of_qartod() -> None:
    assert [flag.value for flag in Flag] == [1, 2, 3, 4, 9]
