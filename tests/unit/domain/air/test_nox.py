"""NOx is counted as NO2, and is as good as the poorer of what it is made of."""

import pytest

from domain.air.nox import nox, nox_hour
from domain.air.windows import Grade, SiteHour


def test_nox_is_the_sum_of_both_in_ppb_as_no2() -> None:
    # 100 ppb of NO are 124.74 µg/m³ and 10 ppb of NO2 are 19.125: 110 ppb as NO2 are 210.375.
    assert nox(124.74, 19.125) == pytest.approx(110 * 1.9125)
    assert nox(0.0, 40.0) == pytest.approx(40.0)


def test_an_hour_is_as_good_as_the_poorer_of_both() -> None:
    no = SiteHour(site="s", parameter="no", start=0, mean=12.474, n=6, expected=6, valid=True, sources=("b",), grade=Grade.REFERENCE)
    no2 = no._replace(parameter="no2", mean=19.125, n=4, valid=False, sources=("a",), grade=Grade.INDICATIVE)
    sum_ = nox_hour(no, no2)
    assert (sum_.parameter, sum_.mean) == ("nox", pytest.approx(20 * 1.9125))
    assert (sum_.n, sum_.expected, sum_.valid, sum_.sources, sum_.grade) == (4, 6, False, ("a", "b"), Grade.INDICATIVE)
