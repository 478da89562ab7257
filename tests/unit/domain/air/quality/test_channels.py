"""Two channels of one instrument: invalid when they differ by more than 5 µg/m³ and more than 70 %."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.quality.channels import disagree, other_channel


@pytest.mark.parametrize(
    ("a", "b", "apart"),
    [
        (1.0, 6.0, False),  # 143 %, but 5 µg/m³
        (1.0, 6.1, True),
        (100.0, 48.2, False),  # 51.8 µg/m³, but 69.9 %
        (100.0, 48.1, True),
        (10.0, 10.0, False),
        (-1.0, 1.0, False),
    ],
)
def test_both_bounds_must_be_passed(a: float, b: float, apart: bool) -> None:
    assert disagree(a, b) is apart


@given(st.floats(-10, 1000), st.floats(-10, 1000))
def test_it_does_not_matter_which_channel_is_which(a: float, b: float) -> None:
    assert disagree(a, b) == disagree(b, a)


@pytest.mark.parametrize(("device", "other"), [("purple:a", "purple:b"), ("purple:b", "purple:a"), ("purple", None), ("purple:c", None)])
def test_channels_are_told_by_their_ids(device: str, other: str | None) -> None:
    assert other_channel(device) == other
