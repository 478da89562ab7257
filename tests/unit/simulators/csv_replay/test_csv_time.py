"""A row's time is read as people write it, and what may be two dates is neither."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.csv_replay.csv_time import AmbiguousDateError, read_time


def utc(*parts: int) -> int:
    return round(datetime(*parts, tzinfo=UTC).timestamp() * 1000)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31.12.2025 14:00", utc(2025, 12, 31, 14)),
        ("31.12.2025 14.30", utc(2025, 12, 31, 14, 30)),
        ("31.12.2025, 14:00:07", utc(2025, 12, 31, 14, 0, 7)),
        ("3.4.2025 9:05", utc(2025, 4, 3, 9, 5)),
        ("31/12/2025", utc(2025, 12, 31)),
        ("31-12-2025 08:00", utc(2025, 12, 31, 8)),
        ("12/31/2025 08:00", utc(2025, 12, 31, 8)),
        ("04/04/2025", utc(2025, 4, 4)),
    ],
)
def test_a_date_that_can_only_mean_one_day_is_that_day(text: str, moment: int) -> None:
    assert read_time(text, "UTC", None) == moment


def test_it_is_on_the_clock_of_the_zone() -> None:
    assert read_time("31.12.2025 14:00", "Europe/Oslo", None) == utc(2025, 12, 31, 13)
    assert read_time("01.07.2025 14:00", "Europe/Oslo", None) == utc(2025, 7, 1, 12)


@pytest.mark.parametrize("text", ["03/04/2025", "3-4-2025 12:00", "12/11/2025"])
def test_a_date_that_may_mean_two_days_is_refused_with_the_option_that_decides(text: str) -> None:
    with pytest.raises(AmbiguousDateError, match="--map dates=day-first or --map dates=month-first"):
        read_time(text, "UTC", None)


def test_the_option_decides() -> None:
    assert read_time("03/04/2025", "UTC", "day-first") == utc(2025, 4, 3)
    assert read_time("03/04/2025", "UTC", "month-first") == utc(2025, 3, 4)
    assert read_time("03.04.2025", "UTC", "month-first") == utc(2025, 4, 3)
    with pytest.raises(ValueError, match="is no time"):
        read_time("31/12/2025", "UTC", "month-first")


@pytest.mark.parametrize("text", ["31.13.2025", "30.02.2025", "31.12.2025 25:00", "31.12.25", "31/12.2025", "", "2025-13-01"])
def test_what_is_no_date_is_no_time(text: str) -> None:
    with pytest.raises(ValueError, match=r"is no time: write it as 2020-01-31T12:00:00Z, or in Unix seconds"):
        read_time(text, "UTC", None)


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2100, 1, 1)), st.sampled_from(["day-first", "month-first"]))
def test_a_date_read_the_way_it_was_written_is_that_date(day: date, dates: str) -> None:
    text = day.strftime("%d/%m/%Y" if dates == "day-first" else "%m/%d/%Y")
    assert read_time(text, "UTC", dates) == utc(day.year, day.month, day.day)  # type: ignore[arg-type]


@given(st.dates(min_value=date(1971, 1, 1), max_value=date(2100, 1, 1)), st.booleans())
def test_without_the_option_a_date_is_right_or_refused(day: date, american: bool) -> None:
    text = day.strftime("%m/%d/%Y" if american else "%d/%m/%Y")
    try:
        assert read_time(text, "UTC", None) == utc(day.year, day.month, day.day)
    except AmbiguousDateError:
        assert day.day <= 12
        assert day.day != day.month
