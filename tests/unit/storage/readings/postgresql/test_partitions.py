"""Every time in the calendar falls in exactly one month's partition."""

from hypothesis import given
from hypothesis import strategies as st

from storage.readings.postgresql.partitions import FIRST, LAST, bounds, months, name


@given(st.integers(FIRST, LAST))
def test_a_time_lies_within_its_month(time: int) -> None:
    (month,) = months([time])
    begin, end = bounds(month)
    assert begin <= time < end
    assert months([begin, end - 1]) == {month}
    assert end > LAST or months([end]) != {month}


def test_a_month_is_utcs() -> None:
    new_year = 1_767_225_600_000
    assert months([new_year - 1, new_year]) == {(2025, 12), (2026, 1)}
    assert bounds((2026, 1)) == (new_year, new_year + 31 * 86_400_000)
    assert name((2026, 1)) == "readings_2026_01"


def test_the_year_before_1970_is_a_year_too() -> None:
    assert months([-1]) == {(1969, 12)}
