"""What a device sent is shown as the numbers of its message, whatever it sent."""

import json

from hypothesis import given
from hypothesis import strategies as st

from api.pages.new_devices.sent_values import sent_values


def test_the_numbers_of_our_own_and_of_a_networks_message_are_shown() -> None:
    assert sent_values(b'{"pm25": 8.4, "time": 1769860800, "name": "x", "ok": true}') == [("pm25", 8.4)]
    uplink = {"uplink_message": {"decoded_payload": {"distance": 412}, "rx_metadata": [{"rssi": -97}], "f_port": 85}}
    assert sent_values(json.dumps(uplink).encode()) == [("distance", 412)]


def test_a_long_message_is_cut_short() -> None:
    assert len(sent_values(json.dumps({f"k{n}": n for n in range(99)}).encode())) == 12


@given(st.binary())
def test_no_bytes_break_it(payload: bytes) -> None:
    assert sent_values(payload) == [] or payload


def test_a_message_nested_without_end_is_none() -> None:
    assert sent_values(b"[" * 100_000) == []
