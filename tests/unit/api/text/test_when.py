"""Times are told in words that stay true until the page is fetched again."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.text.language import words
from api.text.when import moment, since, window
from domain.duration import DAY, HOUR

NB, EN = words("nb"), words("en")


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOW = at("2026-11-23T13:45:10")  # a Monday, 14:45 in Oslo


@pytest.mark.parametrize(
    ("time", "nb", "en"),
    [
        ("2026-11-23T00:05:00", "01:05", "01:05"),
        ("2026-11-22T22:59:00", "i går 23:59", "yesterday 23:59"),
        ("2026-11-24T05:00:00", "i morgen 06:00", "tomorrow 06:00"),
        ("2026-11-26T05:00:00", "torsdag 06:00", "Thursday 06:00"),
        ("2026-11-29T22:59:00", "søndag 23:59", "Sunday 23:59"),
        ("2026-11-30T05:00:00", "30. november 06:00", "30 November 06:00"),
        ("2026-11-19T05:00:00", "19. november 06:00", "19 November 06:00"),
        ("2020-07-03T10:00:00", "3. juli 2020 12:00", "3 July 2020 12:00"),
    ],
)
def test_a_moment_has_its_day_unless_that_is_today(time: str, nb: str, en: str) -> None:
    assert (moment(NB, at(time), NOW), moment(EN, at(time), NOW)) == (nb, en)


@pytest.mark.parametrize(
    ("time", "nb", "en"),
    [
        ("2026-11-23T04:52:00", "siden 05:52", "since 05:52"),
        ("2026-11-22T04:52:00", "siden i går 05:52", "since yesterday 05:52"),
        ("2026-11-19T04:52:00", "siden torsdag 05:52", "since Thursday 05:52"),
        ("2026-11-17T04:52:00", "siden tirsdag 05:52", "since Tuesday 05:52"),
        ("2026-11-16T04:52:00", "siden 16. november", "since 16 November"),
    ],
)
def test_since_names_the_weekday_within_a_week(time: str, nb: str, en: str) -> None:
    assert (since(NB, at(time), NOW), since(EN, at(time), NOW)) == (nb, en)


@pytest.mark.parametrize(
    ("start", "end", "nb"),
    [
        ("2026-11-22T08:00:00", "2026-11-23T13:00:00", "nå"),
        ("2026-11-23T08:00:00", "2026-11-23T16:10:00", "i dag før 18"),
        ("2026-11-23T08:00:00", "2026-11-23T23:00:00", "i dag før 24"),
        ("2026-11-23T08:00:00", "2026-11-26T09:00:00", "torsdag før 10"),
        ("2026-11-23T16:00:00", "2026-11-23T18:00:01", "i dag mellom 17 og 20"),
        ("2026-11-24T08:20:00", "2026-11-24T12:40:00", "i morgen mellom 09 og 14"),
        ("2026-11-24T08:20:00", "2026-11-24T23:00:00", "i morgen mellom 09 og 24"),
        ("2026-11-23T19:00:00", "2026-11-24T03:00:00", "mellom i dag 20 og i morgen 04"),
        ("2026-11-25T08:00:00", "2026-11-27T08:00:00", "mellom onsdag og fredag"),
        ("2026-12-08T08:00:00", "2026-12-12T08:00:00", "mellom 8. desember og 12. desember"),
    ],
)
def test_a_window_is_told_as_exactly_as_it_is_known(start: str, end: str, nb: str) -> None:
    assert window(NB, at(start), at(end), NOW) == nb


@pytest.mark.parametrize(
    ("start", "end", "en"),
    [
        ("2026-11-23T08:00:00", "2026-11-23T16:10:00", "today before 18:00"),
        ("2026-11-23T08:00:00", "2026-11-25T23:00:00", "Wednesday before 24:00"),
        ("2026-11-24T08:20:00", "2026-11-24T12:40:00", "tomorrow between 09:00 and 14:00"),
        ("2026-11-23T19:00:00", "2026-11-24T03:00:00", "between today 20:00 and tomorrow 04:00"),
    ],
)
def test_an_hour_in_english_cannot_be_taken_for_a_date(start: str, end: str, en: str) -> None:
    assert window(EN, at(start), at(end), NOW) == en


@given(st.integers(-40 * DAY, 40 * DAY), st.integers(1, 20 * DAY))
def test_every_window_has_its_words(start: int, length: int) -> None:
    text = window(NB, NOW + start, NOW + start + length, NOW)
    assert (text == "nå") == (start + length <= 0)


@given(st.integers(0, DAY - 1), st.integers(1, HOUR))
def test_a_window_of_a_day_begins_no_later_and_ends_no_earlier_than_it_does(start: int, length: int) -> None:
    midnight = at("2026-11-24T23:00:00")
    text = window(NB, midnight + start, midnight + start + length, NOW)
    if text.startswith("onsdag mellom "):
        first, last = (int(part) for part in text.removeprefix("onsdag mellom ").split(" og "))
        assert first * HOUR <= start
        assert start + length <= last * HOUR
