"""Plain publishes are taken in one go; whatever else comes is left to paho, with its length."""

import pytest

from ingest.messages import RETAINED
from ingest.mqtt.bulk_packets import MOST_BYTES, Publishes, take_publishes
from tests.unit.ingest.columns import Delivery, rows
from tests.unit.ingest.wire import packet, publish

PLAIN = {True: b"", False: None}  # properties at MQTT 5 and at 3.1.1


def take(data: bytes, *, at: int = 0, v5: bool = True) -> Publishes:
    return take_publishes(data, at, v5=v5, received_at=7, generation=3)


@pytest.mark.parametrize("v5", [True, False])
@pytest.mark.parametrize("size", [0, 1, 100, 108, 109, 110, 16_000, 17_000])
def test_plain_publishes_of_any_size_are_all_taken(size: int, v5: bool) -> None:
    wire = publish(bytes(size), properties=PLAIN[v5], packet_id=258) + publish(b"second", qos=0, flags=1, properties=PLAIN[v5])
    taken = take(b"before" + wire, at=6, v5=v5)
    assert rows(taken.deliveries) == [
        Delivery(7, 0, "bysans/v1/air/a", bytes(size), 258),
        Delivery(7, RETAINED, "bysans/v1/air/a", b"second", 0),
    ]
    assert taken.deliveries.generation == 3
    assert (taken.end, taken.for_paho) == (6 + len(wire), 0)


@pytest.mark.parametrize(
    "other",
    [
        packet(0xD0, b""),
        publish(b"twice", qos=2, properties=b""),
        publish(b"{}", properties=b"\x03\x00\x01j"),
        publish(b"{}", topic=b"", properties=b""),
        publish(b"{}", topic=b"\xff", properties=b""),
        packet(0x32, b"\x00\x01t\x00"),
        packet(0x30, b"\x00"),
    ],
    ids=["no publish", "QoS 2", "properties", "no topic", "no UTF-8", "a topic too long for it", "too short for a topic"],
)
def test_any_other_packet_is_left_to_paho_with_its_length(other: bytes) -> None:
    plain = publish(b"{}", properties=b"")
    taken = take(plain + other + plain)
    assert (len(taken.deliveries), taken.end, taken.for_paho) == (1, len(plain), len(other))


@pytest.mark.parametrize("cut", [1, 2, 3, 20])
def test_an_unfinished_packet_waits_for_the_rest(cut: int) -> None:
    plain = publish(b"{}" * 80, properties=b"")
    assert plain[1] > 0x7F, "its length takes two bytes"
    assert take(plain + plain[:cut])[1:] == (len(plain), 0)


def test_a_length_without_end_is_left_to_paho_once_it_is_seen() -> None:
    assert take(b"\x30\xff\xff\xff")[1:] == (0, 0)
    assert take(b"\x30\xff\xff\xff\xff").for_paho > MOST_BYTES


def test_a_packet_longer_than_any_message_of_ours_is_left_to_paho_before_it_is_whole() -> None:
    assert take(packet(0x30, bytes(MOST_BYTES + 1))[:100]).for_paho == MOST_BYTES + 5
    assert take(packet(0x30, bytes(MOST_BYTES))[:100]).for_paho == 0
