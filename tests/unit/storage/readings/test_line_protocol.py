"""A reading is one line, and nothing in it can become another field, tag or line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.reading import Reading, TimeSource
from storage.readings.line_protocol import line, name


def test_a_reading_is_measurement_tag_float_fields_and_milliseconds() -> None:
    reading = Reading("air-1", 1_760_000_000_123, {"pm25": 8.2, "no2": 21.0})
    assert line(reading) == "readings,device=air-1 pm25=8.2,no2=21.0 1760000000123"


def test_a_time_from_another_clock_is_marked() -> None:
    reading = Reading("air-1", 1, {"pm25": 8.2}, TimeSource.GATEWAY)
    assert line(reading) == 'readings,device=air-1 pm25=8.2,time_source="gateway" 1'


@pytest.mark.parametrize("identifier", ["a.b", "a:b", "a_b", "a-b", "0004A30B001A2B3C"])
def test_ids_of_the_contract_need_no_escaping(identifier: str) -> None:
    assert name(identifier) == identifier


def test_what_parts_a_line_is_escaped() -> None:
    assert name('a b,c=d"e') == 'a\\ b\\,c\\=d"e'


@pytest.mark.parametrize("text", ["", "a\nb", "a\rb", "a\tb", "a\x00", "a\\", "a\\ b"])
def test_what_can_not_be_carried_is_refused_not_changed(text: str) -> None:
    with pytest.raises(ValueError, match="can't stand in line protocol"):
        line(Reading(text, 1, {"pm25": 8.2}))
    with pytest.raises(ValueError, match="can't stand in line protocol"):
        line(Reading("air-1", 1, {text: 8.2}))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_value_is_written_so_that_it_reads_back_the_same(value: float) -> None:
    _, fields, _ = line(Reading("a", 1, {"x": value})).split(" ")
    assert float(fields.removeprefix("x=")) == value


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\\"), min_size=1))
def test_only_escaped_separators_stand_in_a_name(text: str) -> None:
    rest = name(text).replace("\\,", "").replace("\\=", "").replace("\\ ", "")
    assert not {",", "=", " ", "\n"} & set(rest)
