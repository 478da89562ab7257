"""The legal day is fixed UTC+1 the whole year."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.legal_day import bounds_of_year, date_of, hours_of_year, start_of_date, start_of_day
from domain.duration import DAY


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("2020-12-31T22:59:59.999", date(2020, 12, 31)),
        ("2020-12-31T23:00", date(2021, 1, 1)),
        ("2021-07-01T22:59:59.999", date(2021, 7, 1)),  # the civil day of Oslo is another one since 22:00
        ("2021-07-01T23:00", date(2021, 7, 2)),
        ("2020-02-29T12:00", date(2020, 2, 29)),
        ("1969-12-31T23:00", date(1970, 1, 1)),
    ],
)
def test_a_day_begins_at_23_utc_in_winter_and_in_summer(time: str, day: date) -> None:
    assert date_of(at(time)) == day


def test_the_calendars_last_hour_stays_in_its_last_day_and_year() -> None:
    assert date_of(at("9999-12-31T23:59:59.999")) == date(9999, 12, 31)
    assert date_of(at("0001-01-01T00:00") - DAY) == date(1, 1, 1)
    assert hours_of_year(9999) == 8760


def test_a_year_begins_with_its_first_day() -> None:
    assert bounds_of_year(2020) == (at("2019-12-31T23:00"), at("2020-12-31T23:00"))
    assert (hours_of_year(2020), hours_of_year(2021)) == (8784, 8760)


@given(st.integers(min_value=-(10**12), max_value=4 * 10**12))
def test_every_time_lies_in_its_day(time: int) -> None:
    start = start_of_day(time)
    assert start <= time < start + DAY
    assert start_of_date(date_of(time)) == start
