"""A reading is one line, and nothing in it can become another field, tag or line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.columns import ReadingColumns
from domain.reading import Reading, TimeSource
from storage.readings.line_protocol import line, lines, name


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


READINGS = st.builds(
    Reading,
    st.sampled_from(["a", "b:1", "c d"]),
    st.integers(-(10**15), 10**15),
    st.dictionaries(st.sampled_from(["pm25", "no2", "battery_percent"]), st.floats(allow_nan=False, allow_infinity=False), min_size=1),
    st.sampled_from(TimeSource),
)


def read_back(text: str) -> tuple[str, dict[str, float | str], str]:
    key, fields, time = text.rsplit(" ", 2)
    values = dict(field.split("=") for field in fields.split(","))
    return key, {name: value if name == "time_source" else float(value) for name, value in values.items()}, time


@given(st.lists(READINGS, max_size=5))
def test_many_lines_at_once_say_what_each_says_alone(readings: list[Reading]) -> None:
    assert [read_back(text) for text in lines(ReadingColumns.of(readings))] == [read_back(line(reading)) for reading in readings]


def test_what_is_not_plain_is_left_to_each_line_alone() -> None:
    for reading in (Reading("a", 1, {"p m": 1.0}), Reading("a\n", 1, {"pm25": 1.0})):
        with pytest.raises(ValueError, match=r"."):
            lines(ReadingColumns.of([Reading("b", 1, {"pm25": 1.0}), reading]))
