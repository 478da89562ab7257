"""Packets are as MQTT 3.1.1 says, and are read whole however the network cuts them."""

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
