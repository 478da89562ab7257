"""Whatever a broker sends, however it is cut on the way, the bulk session sees and answers the same messages as plain paho."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.messages import Deliveries
from ingest.mqtt.bulk_session import BulkSession
from ingest.mqtt.session import PahoSession
from tests.unit.ingest.columns import deliveries, delivery
from tests.unit.ingest.wire import Reader, others, packet, publish, publishes, read

ALL_KINDS = [
    packet(0x20, b"\x00\x00\x00"),
    publish(b"{}", properties=b""),
    publish(b"", qos=0, properties=b""),
    packet(0xD0, b""),
    publish(b"x" * 200, packet_id=513, flags=8, properties=b""),
    publish(b"twice", qos=2, packet_id=7, properties=b""),
    publish(b"kept", flags=1, properties=b""),
    packet(0x62, b"\x00\x07"),
    publish(b"with properties", properties=b"\x03\x00\x01j"),
    publish(b"y" * 17_000, properties=b""),
    packet(0x90, b"\x00\x01\x00\x01\x01\x01"),
    publish(b"last", packet_id=65_535, properties=b""),
]


def cut(data: bytes, places: Sequence[int]) -> list[bytes]:
    ends = sorted({place % (len(data) + 1) for place in places})
    return [data[start:end] for start, end in zip([0, *ends], [*ends, len(data)], strict=True) if start < end]


@given(data=st.data(), v5=st.booleans(), end=st.booleans(), places=st.lists(st.integers(0, 1 << 20), max_size=8))
def test_the_lane_sees_what_paho_sees(data: st.DataObject, v5: bool, end: bool, places: list[int]) -> None:
    wire = b"".join(data.draw(st.lists(publishes(v5=v5) | others(v5=v5), max_size=12)))
    wire += data.draw(st.binary(max_size=12) | st.just(b""))
    pieces = cut(wire, places)
    assert read(BulkSession, pieces, v5=v5, end=end) == read(PahoSession, [wire], v5=v5, end=end)


def test_packets_of_every_kind_may_be_cut_anywhere() -> None:
    wire = b"".join(ALL_KINDS)
    expected = read(PahoSession, [wire], v5=True)
    assert len(expected.deliveries) == 8
    interesting = [place for place in range(len(wire)) if place < 700 or place > len(wire) - 100]
    for place in interesting:
        assert read(BulkSession, [wire[:place], wire[place:]], v5=True) == expected
    assert read(BulkSession, [wire[at : at + 1] for at in range(len(wire))], v5=True) == expected


@pytest.mark.parametrize("size", [0, 100, 20_000, 2_200_000])
def test_a_length_takes_one_to_four_bytes(size: int) -> None:
    wire = publish(bytes(size), properties=b"") + publish(b"next", packet_id=2, properties=b"")
    pieces = cut(wire, [1, 2, 3, 4, 5, size // 2, len(wire) - 3])
    seen = read(BulkSession, pieces, v5=True)
    assert [len(delivery.payload) for delivery in seen.deliveries] == [size, 4]
    assert seen == read(PahoSession, [wire], v5=True)


def test_a_message_carries_what_the_broker_said_of_it() -> None:
    wire = [publish(b"{}", packet_id=300, flags=flags, properties=b"") for flags in (8, 1)]
    assert read(BulkSession, wire, v5=True).deliveries == [
        delivery(packet_id=300, again=True),
        delivery(packet_id=300, retained=True),
    ]


def acknowledged(session_type: type[PahoSession], batches: Sequence[Deliveries]) -> bytes:
    reader = Reader(session_type, v5=True)
    reader.client._thread = object()  # as when its network thread runs, which alone may send
    for batch in batches:
        reader.session.acknowledge(batch)
    return reader.seen().sent


BATCHES = st.lists(st.tuples(st.lists(st.tuples(st.integers(0, 2), st.integers(1, 65_535)), min_size=1, max_size=9), st.integers(0, 1)))


@given(BATCHES)
def test_joined_acknowledgements_are_the_bytes_that_paho_sends_one_by_one(sent: list[tuple[list[tuple[int, int]], int]]) -> None:
    batches = [
        deliveries(*(delivery(qos=qos, packet_id=packet_id) for qos, packet_id in rows), generation=generation) for rows, generation in sent
    ]
    assert acknowledged(BulkSession, batches) == acknowledged(PahoSession, batches)


def test_what_comes_at_qos_0_beyond_the_bound_is_dropped_and_counted() -> None:
    reader = Reader(BulkSession, v5=True)
    reader.feed(b"".join([publish(b"", qos=0, properties=b"")] * 1200 + [publish(b"", packet_id=9, properties=b"")]))
    assert reader.inbox.dropped == 200
    assert len(reader.seen().deliveries) == 1001
