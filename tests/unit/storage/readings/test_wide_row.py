"""A reading fits a wide row or is refused with the reason, and no name of a parameter reaches SQL unchecked."""

import pytest

from domain.columns import ReadingColumns
from domain.reading import Reading
from storage.readings.wide_row import checked, fitting, starts


@pytest.mark.parametrize("name", ["time", "device", "time_source", "", "PM25", 'x" REAL); DROP TABLE readings; --', "1st", "pm2.5"])
def test_a_name_that_can_be_no_column_is_refused_before_any_sql(name: str) -> None:
    with pytest.raises(ValueError, match="can't be a column of readings"):
        checked(["pm25", name])


def test_a_parameter_without_a_column_is_refused_by_name_and_its_neighbours_fit() -> None:
    fits, odd = Reading("air-1", 1, {"pm25": 1.0}), Reading("air-1", 2, {"pm25": 1.0, "radon": 4.0})
    good, (refusal,) = fitting(ReadingColumns.of([fits, odd]), frozenset({"pm25"}))
    assert list(good) == [fits]
    assert refusal.reading == odd
    assert "no column for radon" in refusal.detail


def test_a_page_begins_a_millisecond_behind_the_last_reading_of_the_page_before() -> None:
    assert list(starts(["b", "a", "c", "b"], 10, ("b", 15))) == [("b", 16), ("c", 10)]
    assert list(starts(["b", "a"], 10, None)) == [("a", 10), ("b", 10)]
