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
