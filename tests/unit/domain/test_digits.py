"""A computed figure shows no noise of binary arithmetic."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.digits import tidy


@pytest.mark.parametrize(
    ("noisy", "clean"),
    [(989.2022999999999, 989.2023), (0.9315200000000001, 0.93152), (50.00000000000001, 50.0), (-0.1 - 0.2, -0.3), (0.0, 0.0)],
)
def test_noise_goes(noisy: float, clean: float) -> None:
    assert tidy(noisy) == clean


@given(st.decimals(-100_000, 100_000, places=4, allow_nan=False))
def test_what_a_sensor_sends_stays(sent: object) -> None:
    assert tidy(float(str(sent))) == float(str(sent))
