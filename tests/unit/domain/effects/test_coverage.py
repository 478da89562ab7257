"""Three quarters of a period stand for the whole."""

from math import nextafter

import pytest

from domain.effects.coverage import LEAST_SHARE, is_enough


@pytest.mark.parametrize(
    ("share", "enough"), [(None, True), (1.0, True), (LEAST_SHARE, True), (nextafter(LEAST_SHARE, 0), False), (0.0, False)]
)
def test_three_quarters_are_enough_and_a_hair_less_is_not(share: float | None, enough: bool) -> None:
    assert is_enough(share) == enough
