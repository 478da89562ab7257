"""The humidity correction, worked by hand: C = 1 + (κ/1.65)/(1/a_w − 1), κ 0.4."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.quality.humidity import corrected


@pytest.mark.parametrize(
    ("humidity", "factor"), [(50.0, 1 + 0.4 / 1.65), (80.0, 1 + 4 * 0.4 / 1.65), (95.0, 1 + 19 * 0.4 / 1.65), (0.0, 1.0)]
)
def test_the_factor_is_kappa_koehlers(humidity: float, factor: float) -> None:
    assert corrected(30.0, humidity) == pytest.approx(30.0 / factor)


def test_above_95_percent_nobody_can_tell() -> None:
    assert corrected(30.0, 95.1) is None


@given(st.floats(0, 1000), st.floats(-5, 95))
def test_dry_dust_is_never_more_than_wet(concentration: float, humidity: float) -> None:
    dry = corrected(concentration, humidity)
    assert dry is not None
    assert 0 <= dry <= concentration
