"""Numbers of indices, worked by hand from the published formulas."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.indices.aqi import norwegian_aqi, truncated, us_aqi

PM25 = (30.0, 50.0, 150.0)
US_PM25 = (
    (0.0, 9.0, 0, 50),
    (9.1, 35.4, 51, 100),
    (35.5, 55.4, 101, 150),
    (55.5, 125.4, 151, 200),
    (125.5, 225.4, 201, 300),
    (225.5, 325.4, 301, 500),
)


@pytest.mark.parametrize(
    ("concentration", "aqi"),
    [
        (-3.0, 1.0),
        (0.0, 1.0),
        (15.0, 1.5),
        (30.0, 2.0),
        (40.0, 2.5),
        (50.0, 3.0),
        (100.0, 3.5),
        (150.0, 4.0),
        (225.0, 4.5),
        (300.0, 4.999),
        (5000.0, 4.999),
    ],
)
def test_norways_aqi_is_linear_within_each_class_and_capped(concentration: float, aqi: float) -> None:
    assert norwegian_aqi(concentration, PM25) == pytest.approx(aqi)


@given(st.floats(-50, 2000), st.floats(-50, 2000))
def test_dirtier_air_never_has_a_lower_norwegian_aqi(a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert 1.0 <= norwegian_aqi(low, PM25) <= norwegian_aqi(high, PM25) <= 4.999


@pytest.mark.parametrize(
    ("concentration", "aqi"),
    [
        (0.0, 0),
        (9.0, 50),
        (400.0, 649),  # beyond the table its last line goes on
        (9.1, 51),
        (35.4, 100),
        (35.5, 101),
        (55.4, 150),
        (55.5, 151),
        (125.4, 200),
        (125.5, 201),
        (225.4, 300),
        (225.5, 301),
        (325.4, 500),
    ],
)
def test_the_us_aqi_meets_its_table_at_every_row(concentration: float, aqi: int) -> None:
    assert us_aqi(concentration, US_PM25) == aqi


def test_air_above_the_scale_has_a_number_too() -> None:
    assert us_aqi(1000.0, US_PM25) > 500


@pytest.mark.parametrize(
    ("concentration", "cut"),
    [(9.05, 9.0), (9.0999, 9.0), (9.1, 9.1), (35.4, 35.4), (35.49, 35.4), (55.4, 55.4), (125.4, 125.4), (225.4, 225.4), (-2.0, 0.0)],
)
def test_a_concentration_is_cut_not_rounded(concentration: float, cut: float) -> None:
    assert truncated(concentration, 1) == cut
