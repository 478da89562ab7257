"""Nothing a caller passes can change a query, and an answer is read as it was stored."""

import pytest

from domain.reading import Reading, TimeSource
from storage.readings import flux
from storage.readings.protocol import StoreAwayError

ANSWER = (
    ",result,table,_time,device,no2,pm25\r\n"
    ",_result,0,2023-11-14T22:13:20Z,a,10000000000000000,3\r\n"
    ",_result,0,2023-11-14T22:13:20.123Z,a,0.0000001,\r\n"
    "\r\n"
    ",result,table,_time,device,pm25,time_source\r\n"
    ",_result,1,1969-12-31T23:59:59.999Z,b,-999,gateway\r\n"
    "\r\n"
)


def test_tables_of_different_columns_are_read_one_after_the_other() -> None:
    assert list(flux.readings(ANSWER)) == [
        Reading("a", 1_700_000_000_000, {"no2": 1e16, "pm25": 3.0}),
        Reading("a", 1_700_000_000_123, {"no2": 1e-7}),
        Reading("b", -1, {"pm25": -999.0}, TimeSource.GATEWAY),
    ]


def test_an_empty_answer_has_no_readings() -> None:
    assert list(flux.readings("\r\n")) == []


def test_an_error_after_the_answer_began_is_no_page() -> None:
    with pytest.raises(StoreAwayError, match="broke off its answer to a query: memory allocation limit reached"):
        list(flux.readings(ANSWER + ",error,reference\r\n,memory allocation limit reached,897\r\n"))


def test_a_text_can_not_end_itself_nor_be_interpolated() -> None:
    assert flux.text('a"b') == '"a\\"b"'
    assert flux.text("a\\") == '"a\\\\"'
    assert flux.text("${1+1}") == '"\\${1+1}"'
    assert flux.text("a\nb") == '"a\\nb"'


def test_ids_in_a_pattern_stand_for_themselves() -> None:
    assert flux.any_of(["a.b", "a-b:c_d"]) == r"/^(a\.b|a-b:c_d)$/"
    assert flux.any_of(["a/) or true //"]) == r"/^(a\/\) or true \/\/)$/"


def test_times_are_nanoseconds_within_what_influxdb_knows() -> None:
    assert "time(v: 1700000000123000000), stop: time(v: 1700000001000000000)" in flux.page(
        "b", ["a"], 1_700_000_000_123, 1_700_000_001_000, 5
    )
    assert "time(v: -9223372036854000000), stop: time(v: 9223372036854000000)" in flux.page("b", ["a"], -(10**18), 10**18, 5)
