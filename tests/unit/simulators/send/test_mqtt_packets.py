"""Packets are as MQTT 3.1.1 says, and are read whole however the network cuts them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulators.send import mqtt_packets as packets


def test_a_publish_is_as_the_standard_says() -> None:
    assert packets.publish(b"a/b", 10, b"hi") == b"\x32\x09\x00\x03a/b\x00\x0ahi"


def test_a_long_publish_has_a_length_of_two_bytes() -> None:
    assert packets.publish(b"t", 1, bytes(200))[:3] == b"\x32\xcd\x01"


def test_a_connect_carries_user_and_password_only_when_given() -> None:
    assert packets.connect("id", None, None, 20) == b"\x10\x0e\x00\x04MQTT\x04\x02\x00\x14\x00\x02id"
    assert packets.connect("i", "u", "p", 20)[9] == 0xC2


@given(st.lists(st.tuples(st.binary(min_size=1, max_size=9), st.integers(1, 65535), st.binary(max_size=300)), max_size=8), st.data())
def test_packets_are_taken_whole_wherever_the_stream_is_cut(sent: list[tuple[bytes, int, bytes]], data: st.DataObject) -> None:
    stream = b"".join(packets.publish(*message) for message in sent)
    buffer, taken = bytearray(), []
    while stream:
        cut = data.draw(st.integers(1, len(stream)))
        buffer += stream[:cut]
        stream = stream[cut:]
        taken += list(packets.take(buffer))
    assert not buffer
    assert [body for _, body in taken] == [packets.publish(*message)[-len(body) :] for message, (_, body) in zip(sent, taken, strict=True)]
    assert all(kind == 0x30 for kind, _ in taken)


def test_a_connect_of_mqtt_5_names_its_version_and_has_no_properties() -> None:
    assert packets.connect("id", None, None, 20, v5=True) == b"\x10\x0f\x00\x04MQTT\x05\x02\x00\x14\x00\x00\x02id"


@pytest.mark.parametrize(
    ("answer", "refuses"),
    [
        (b"\x20\x03\x00\x00", False),  # taken
        (b"\x20\x13\x00\x87", False),  # not authorised: it speaks 5, and says so in it
        (b"\x20\x03\x00\x84", True),  # unsupported protocol version, in MQTT 5's own words
        (b"\x20\x02\x00\x01", True),  # the same from a broker of MQTT 3.1.1
        (b"", True),  # it hung up
    ],
)
def test_a_brokers_answer_says_whether_it_speaks_mqtt_5(answer: bytes, refuses: bool) -> None:
    assert packets.refuses_v5(answer) is refuses
