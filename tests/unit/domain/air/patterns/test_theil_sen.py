"""The trend is scipy's, holds its laws, and is certain only where something changes."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats  # type: ignore[import-untyped]

from domain.air.patterns.theil_sen import deseasonalised, theil_sen

values = st.integers(min_value=-50, max_value=50).map(float)
points = st.lists(st.tuples(values, values), min_size=3, max_size=25, unique_by=lambda pair: pair[0])
# Sen (1968), section 6: his example.
SEN = [(1.0, 9.0), (2.0, 15.0), (3.0, 19.0), (4.0, 20.0), (10.0, 45.0), (12.0, 55.0), (18.0, 78.0)]


def test_sens_own_example_comes_out_as_he_published_it() -> None:
    trend = theil_sen(SEN, confidence=0.93)
    assert trend is not None
    assert trend.slope == 4.0
    assert (trend.low, trend.high) == (pytest.approx(3.71, abs=0.006), pytest.approx(4.38, abs=0.006))


@given(points)
def test_slope_and_interval_are_scipys(pairs: list[tuple[float, float]]) -> None:
    trend = theil_sen(pairs)
    xs, ys = zip(*pairs, strict=True)
    oracle = stats.theilslopes(ys, xs, 0.95)
    assert trend is not None
    assert trend.slope == pytest.approx(oracle.slope)
    assert trend.intercept == pytest.approx(oracle.intercept, abs=1e-9)
    assert (trend.low, trend.high) == (pytest.approx(oracle.low_slope), pytest.approx(oracle.high_slope))


@given(points, values, values, st.integers(min_value=1, max_value=9).map(float))
def test_a_shift_and_a_plane_move_the_slope_as_they_must(pairs: list[tuple[float, float]], up: float, tilt: float, scale: float) -> None:
    before, after = theil_sen(pairs), theil_sen([(x, scale * y + tilt * x + up) for x, y in pairs])
    assert before is not None
    assert after is not None
    assert after.slope == pytest.approx(scale * before.slope + tilt, abs=1e-6)
    assert after.low <= after.slope + 1e-9
    assert after.slope - 1e-9 <= after.high


def test_one_wild_value_does_not_move_the_slope() -> None:
    trend = theil_sen([(float(n), 2.0 * n) for n in range(20)] + [(20.0, 9999.0)])
    assert trend is not None
    assert trend.slope == 2.0
    assert trend.is_certain


def test_what_does_not_change_is_no_certain_trend_and_one_time_is_none() -> None:
    flat = theil_sen([(float(n), n % 2) for n in range(24)])
    assert flat is not None
    assert not flat.is_certain
    assert theil_sen([(1.0, 2.0), (1.0, 3.0)]) is None


def test_the_season_is_taken_out_and_the_level_stays() -> None:
    months = [(year, month, 10.0 + 5.0 * (month == 1) - 1.0 * (year - 2020)) for year in range(2020, 2025) for month in range(1, 13)]
    plain = deseasonalised(months)
    assert [round(first - second, 9) for (_, first), (_, second) in pairwise(plain)][:11] == [0.0] * 11
    trend = theil_sen(plain)
    assert trend is not None
    assert trend.slope == pytest.approx(-1.0, abs=0.15)
    assert sum(value for _, value in plain) == pytest.approx(sum(mean for _, _, mean in months))


def test_a_months_time_is_its_middle() -> None:
    assert deseasonalised([(2020, 1, 5.0), (2021, 12, 7.0)]) == [(2020 + 0.5 / 12, 6.0), (2021 + 11.5 / 12, 6.0)]
    assert deseasonalised([]) == []


def test_many_equal_values_narrow_the_interval_as_they_do_scipys() -> None:
    pairs = [(float(n), float(n // 12)) for n in range(60)]
    trend = theil_sen(pairs)
    oracle = stats.theilslopes([y for _, y in pairs], [x for x, _ in pairs], 0.95)
    assert trend is not None
    assert (trend.low, trend.high) == (pytest.approx(oracle.low_slope), pytest.approx(oracle.high_slope))
