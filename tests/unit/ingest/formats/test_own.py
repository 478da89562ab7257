"""Our own JSON is read as it is written: numbers, and nothing that only looks like one."""

import pytest

from domain.reading import TimeSource
from ingest.formats.message import UnreadableError
from ingest.formats.own import read
from tests.unit.ingest.registered import CATALOGUE

KEYS = CATALOGUE.keys


def test_time_seq_units_and_device_id_stand_beside_the_values_and_are_no_unknown_keys() -> None:
    message = read({"time": 1.5, "seq": 0, "units": {"no2": "ppb"}, "device_id": "d", "pm25": 8, "no2": 1.5, "x": 1}, "d", KEYS)
    assert (message.time, message.time_source, message.identity) == (1500, TimeSource.DEVICE, (0,))
    assert message.measured == ({"pm25": 8.0, "no2": 1.5}, {"no2": "ppb"}, ("x",), None, ())


def test_without_time_and_seq_there_is_neither_instant_nor_identity() -> None:
    message = read({"pm25": 8}, "d", KEYS)
    assert (message.time, message.time_source, message.identity) == (None, TimeSource.RECEIVED, None)


def test_a_reading_without_a_parameter_names_a_few_of_what_it_has_instead() -> None:
    with pytest.raises(UnreadableError, match=r"only 'a', 'b', 'c', 'd', 'e', …"):
        read(dict.fromkeys("abcdefgh", 1), "d", KEYS)


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ([], "a reading must be a JSON object, got a list"),
        ({"pm25": "8"}, "pm25 is '8', which is not a number"),
        ({"pm25": True}, "pm25 is true, which is not a number"),
        ({"PM25": "8"}, "PM25 is '8', which is not a number"),
        ({"pm25": 10**400}, "pm25 is"),
        ({"pm25": 8, "seq": 1.5}, "seq is 1.5: give a whole number, or leave it out"),
        ({"pm25": 8, "seq": True}, "seq is true: give a whole number, or leave it out"),
        ({"pm25": 8, "device_id": "e"}, "device_id is 'e', but the topic is that of d"),
        ({"pm25": 8, "units": "ppb"}, 'units is \'ppb\': give an object, such as {"no2": "ppb"}'),
        ({"no2": 8, "units": {"no2": 1}}, "units.no2 is 1: give a unit's name in quotes"),
        ({}, "the reading holds no parameter, only {}"),
        ({"a": 1}, "the reading holds no parameter, only 'a'"),
        (dict.fromkeys("abcdef", 1), "the reading holds no parameter, only 'a', 'b', 'c', 'd', 'e', …"),
        (dict.fromkeys("abcde", 1), "the reading holds no parameter, only 'a', 'b', 'c', 'd', 'e'"),
        (
            {"pm25": None, "pm10": None},
            "the reading holds no parameter with a value: pm25 is null and pm10 is null, and at least one must be a number",
        ),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(body: object, sentence: str) -> None:
    with pytest.raises(UnreadableError) as refused:
        read(body, "d", KEYS)
    assert str(refused.value).startswith(sentence)


def test_a_null_beside_a_value_is_no_value_and_its_own_device_id_is_none_of_its_values() -> None:
    message = read({"pm25": None, "pm10": 3.5, "device_id": "d", "time": None, "seq": None}, "d", KEYS)
    assert (message.measured.values, message.time, message.identity) == ({"pm10": 3.5}, None, None)


@pytest.mark.parametrize("value", [float("inf"), float("-inf"), float("nan")])
def test_what_is_beyond_every_number_is_none(value: float) -> None:
    with pytest.raises(UnreadableError, match="which is not a number"):
        read({"pm25": value}, "d", KEYS)


def test_a_second_spelling_of_a_key_is_a_key_that_nobody_knows() -> None:
    message = read({"PM25": 8, "pm2_5": 9, "Time": 1.5}, "d", KEYS)
    assert (message.measured.values, message.measured.unknown_keys, message.time) == ({"pm25": 8.0}, ("pm2_5",), 1500)
    assert read({"PM25": 8, "pm25": 9}, "d", KEYS).measured.values == {"pm25": 9.0}
