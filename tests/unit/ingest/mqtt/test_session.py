"""A proof is asked for once at a time and counts only as the answer to that question; topics are subscribed as models come and go."""

import struct
from io import BytesIO

import pytest

from ingest.mqtt.session import PahoSession
from tests.unit.ingest.wire import NOW, Reader, packet, publish

UNSUBSCRIBE = 0xA2


def asking(*, connected: bool = True) -> Reader:
    """Return a session on a connection that stands."""
    reader = Reader(PahoSession, v5=True)
    reader.client._thread = object()  # as when its network thread runs, which alone may send
    if connected:
        reader.feed(packet(0x20, b"\x00\x00\x00"))
    return reader


def questions(reader: Reader) -> list[int]:
    """Return the packet ids of what was unsubscribed from, which is how a proof is asked for."""
    sent, ids = BytesIO(reader.seen().sent), []
    while first := sent.read(1):
        size, shift = 0, 0
        while (byte := sent.read(1)[0]) & 0x80:
            size, shift = size | (byte & 0x7F) << shift, shift + 7
        body = sent.read(size | byte << shift)
        if first[0] == UNSUBSCRIBE:
            ids += struct.unpack(">H", body[:2])
    return ids


def answer(packet_id: int) -> bytes:
    return packet(0xB0, struct.pack(">H", packet_id) + b"\x00\x11")


def test_the_brokers_answer_proves_what_was_acknowledged_before_the_question() -> None:
    reader = asking()
    reader.session.prove(500)
    (asked,) = questions(reader)
    assert reader.session.proven == 0
    reader.feed(answer(asked + 1))
    assert reader.session.proven == 0, "an answer to another question"
    reader.feed(answer(asked))
    assert reader.session.proven == 500


def test_nothing_is_asked_while_a_question_is_open_or_nothing_is_new() -> None:
    reader = asking()
    reader.session.prove(0)
    assert questions(reader) == []
    reader.session.prove(1)
    reader.session.prove(2)
    (asked,) = questions(reader)
    reader.feed(answer(asked))
    assert reader.session.proven == 1
    reader.session.prove(1)
    assert questions(reader) == [asked]
    reader.session.prove(2)
    assert len(questions(reader)) == 2


def test_without_a_connection_nothing_is_asked() -> None:
    reader = asking(connected=False)
    reader.session.prove(1)
    assert questions(reader) == []


def test_a_connection_that_ends_takes_the_open_question_with_it_and_its_deliveries_are_acknowledged_no_more() -> None:
    reader = asking()
    reader.feed(publish(b"{}", properties=b"", packet_id=9))
    (deliveries,) = reader.inbox.take(0)
    assert reader.session.is_current(deliveries)
    reader.session.prove(500)
    (asked,) = questions(reader)
    reader.session._on_disconnect(reader.client, None, None, _Reason(failure=False), None)
    assert not reader.session.is_current(deliveries)
    reader.session._on_unsubscribe(reader.client, None, asked, [], None)
    assert reader.session.proven == 0


class _Reason:
    """Why a connection ended."""

    def __init__(self, *, failure: bool) -> None:
        self.is_failure = failure


@pytest.mark.parametrize(("connected", "failure", "told"), [(True, True, True), (True, False, False), (False, True, False)])
def test_a_connection_that_broke_is_told_and_one_that_was_refused_or_closed_in_order_is_not_told_again(
    connected: bool, failure: bool, told: bool
) -> None:
    reader = asking(connected=connected)
    reader.session._health.ok("broker")
    reader.session._on_disconnect(reader.client, None, None, _Reason(failure=failure), None)
    assert ("ended" in (reader.session._health.problems()["broker"] or "")) is told


HOME = "zigbee2mqtt/+"
SUBSCRIBE, UNSUBSCRIBED = b"\x82", b"\xa2"


def sent_since(reader: Reader, before: int) -> bytes:
    return bytes(reader.seen().sent[before:])


def granted(reader: Reader, packet_id: int, *codes: int) -> None:
    reader.feed(packet(0x90, struct.pack(">H", packet_id) + b"\x00" + bytes(codes)))


def test_a_new_topic_is_subscribed_and_one_that_is_gone_unsubscribed() -> None:
    reader = asking()
    ours, before = reader.session._settings.topics, len(reader.seen().sent)
    reader.session.read(ours)
    assert sent_since(reader, before) == b""
    reader.session.read((*ours, HOME))
    first = sent_since(reader, before)
    assert (first[:1], HOME.encode() in first, ours[0].encode() in first) == (SUBSCRIBE, True, False)
    reader.session.read((*ours, HOME))
    assert sent_since(reader, before) == first
    reader.session.read(ours)
    assert sent_since(reader, before + len(first))[:1] == UNSUBSCRIBED


def test_a_refused_topic_is_told_and_asked_for_again_after_a_while() -> None:
    reader = asking()
    ours = reader.session._settings.topics
    (first,) = reader.session._subscribing
    granted(reader, first or 0, *[1] * len(ours))
    assert reader.session._health.problems()["broker"] is None
    reader.session.read((*ours, HOME))
    (second,) = reader.session._subscribing
    granted(reader, second or 0, 0x87)
    assert HOME in (reader.session._health.problems()["broker"] or "")
    reader.session.read((*ours, HOME))
    assert not reader.session._subscribing
    reader.session._clock = lambda: NOW + 5000
    reader.session.read((*ours, HOME))
    (third,) = reader.session._subscribing
    granted(reader, third or 0, 1)
    assert reader.session._health.problems()["broker"] is None


def test_without_a_connection_a_new_topic_waits_for_one() -> None:
    reader = asking(connected=False)
    reader.session.read((*reader.session._settings.topics, HOME))
    assert reader.seen().sent == b""
    reader.feed(packet(0x20, b"\x00\x00\x00"))
    assert HOME.encode() in reader.seen().sent
