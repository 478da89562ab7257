"""Numbers and times read as people in the town write them."""

from datetime import UTC, datetime

from api.text.formats import Formats
from api.text.language import words


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


NOW = at("2026-11-23T13:45:10")
NB = Formats(words("nb"), NOW)
EN = Formats(words("en"), NOW)


def test_numbers_have_the_languages_decimal_sign_and_the_parameters_decimals() -> None:
    assert (NB.number(8.24, "pm25"), EN.number(8.24, "pm25")) == ("8,2", "8.2")
    assert (NB.number(8.0, "pm25"), NB.number(62.6, "fill"), NB.number(3.614, "battery")) == ("8,0", "63", "3,61")
    assert EN.number(1234.5, "distance") == "1,234"


def test_a_value_that_rounds_to_nothing_is_not_less_than_nothing() -> None:
    assert NB.number(-0.04, "pm25") == "0,0"
    assert NB.number(-3.4, "temperature") == "−3,4"


def test_times_are_the_towns_with_their_day_unless_it_is_today() -> None:
    assert NB.clock(NOW, seconds=True) == "14:45:10"
    assert NB.moment(at("2026-11-23T00:05:00")) == "01:05"
    assert NB.moment(at("2026-11-22T22:59:00")) == "i går 23:59"
    assert EN.moment(at("2026-11-22T22:59:00")) == "yesterday 23:59"
    assert NB.moment(at("2026-03-03T10:00:00")) == "3. mars 11:00"
    assert EN.moment(at("2020-07-03T10:00:00")) == "3 July 2020 12:00"


def test_an_hour_is_told_from_its_start_to_its_end() -> None:
    assert NB.hours(at("2026-11-23T12:00:00"), at("2026-11-23T13:00:00")) == "13–14"
    assert NB.hours(at("2026-11-22T22:00:00"), at("2026-11-22T23:00:00")) == "i går 23–24"
    assert NB.hours(at("2026-11-23T13:00:00"), at("2026-11-23T14:00:00")) == "14–15 så langt", "it is 14:45"
    assert EN.hours(at("2026-11-23T13:00:00"), at("2026-11-23T14:00:00")) == "14–15 so far"


def test_the_hour_that_the_clock_repeats_in_october_keeps_its_length() -> None:
    formats = Formats(words("nb"), at("2026-10-25T12:00:00"))
    first, second = at("2026-10-25T00:00:00"), at("2026-10-25T01:00:00")
    assert [formats.hours(start, start + 3_600_000) for start in (first, second)] == ["02–03", "02–03"]
    assert formats.iso(first) != formats.iso(second)


def test_a_deadline_is_past_from_its_own_moment_on() -> None:
    formats = Formats(words("nb"), NOW)
    assert [formats.is_past(time) for time in (NOW - 1, NOW, NOW + 1)] == [True, True, False]


def test_what_is_sent_names_the_day_itself() -> None:
    assert Formats(words("nb"), NOW).fixed_moment(at("2026-11-24T05:00:00")) == "tirsdag 24. november 06:00"
    assert Formats(words("en"), NOW).fixed_moment(at("2026-11-23T05:00:00")) == "Monday 23 November 06:00"


def test_a_duration_has_hours_only_where_there_are_any() -> None:
    assert [Formats(words("nb"), NOW).duration(minutes) for minutes in (0.4, 59.4, 59.6, 139)] == [
        "0 min",
        "59 min",
        "1 t 0 min",
        "2 t 19 min",
    ]
    assert Formats(words("en"), NOW).duration(90) == "1 h 30 min"


def test_an_age_is_told_in_words() -> None:
    assert (NB.age(NOW - 3 * 3_600_000), EN.age(NOW - 20 * 60_000)) == ("3 timer", "20 minutes")
    assert EN.age(NOW + 60_000) == EN.age(NOW)


def test_a_fill_is_cut_to_whole_per_cent_and_above_the_rim_is_said_in_words() -> None:
    assert [NB.fill(fill) for fill in (-3.0, 0.4, 89.9, 100.0, 100.1, 118.0)] == [
        "0 %",
        "0 %",
        "89 %",
        "100 %",
        "over kanten",
        "over kanten",
    ]
    assert EN.fill(118.0) == "overflowing"
