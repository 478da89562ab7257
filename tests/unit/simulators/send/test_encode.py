"""What goes on the wire is the contract's own JSON, byte for byte the same each time."""

import json

import pytest

from simulators.send.encode import encode, encode_time, topic_of

NEW_YEAR = 1_704_067_200_000


def test_a_reading_is_one_object() -> None:
    assert encode([(NEW_YEAR, {"distance": 540.0, "tilt": 2.0})]) == b'{"time":"2024-01-01T00:00:00Z","distance":540.0,"tilt":2.0}'


def test_several_readings_are_an_array_in_order() -> None:
    payload = encode([(NEW_YEAR, {"pm25": 1.5}), (NEW_YEAR + 1000, {"pm25": 2.5})])
    assert [reading["pm25"] for reading in json.loads(payload)] == [1.5, 2.5]


def test_milliseconds_are_kept() -> None:
    assert encode_time(NEW_YEAR + 7) == "2024-01-01T00:00:00.007Z"


def test_a_device_sends_to_its_own_topic() -> None:
    assert topic_of("air", "sim-air-001") == "bysans/v1/air/sim-air-001"


@pytest.mark.parametrize("count", [0, 501])
def test_no_message_is_empty_or_longer_than_the_contract_allows(count: int) -> None:
    with pytest.raises(ValueError, match=f"1 to 500 readings, got {count}"):
        encode([(NEW_YEAR, {"pm25": 1.0})] * count)


def test_what_is_not_a_number_is_never_sent() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        encode([(NEW_YEAR, {"pm25": float("nan")})])
