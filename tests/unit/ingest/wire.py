"""Packets of a broker as bytes, and what a session makes of them."""

import struct
from collections.abc import Sequence
from typing import NamedTuple

from hypothesis import strategies as st

from config.sections.mqtt_settings import Mqtt
from ingest.health import Health
from ingest.mqtt.bulk_session import BulkSession
from ingest.mqtt.bulk_socket import ByteStream
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.session import PahoSession
from tests.unit.ingest.columns import Delivery, rows

NOW = 1_700_000_000_000


def length(value: int) -> bytes:
    """Encode a length in the 1–4 bytes of MQTT's variable byte integer."""
    encoded = b""
    while value > 0x7F:
        encoded += bytes([value & 0x7F | 0x80])
        value >>= 7
    return encoded + bytes([value])


def packet(first: int, body: bytes) -> bytes:
    """Return a packet of any kind."""
    return bytes([first]) + length(len(body)) + body


def publish(
    payload: bytes, *, topic: bytes = b"bysans/v1/air/a", qos: int = 1, flags: int = 0, packet_id: int = 1, properties: bytes | None = None
) -> bytes:
    """Return a PUBLISH; `flags`: 8 for DUP, 1 for RETAIN; `properties`: None at MQTT 3.1.1."""
    body = struct.pack(">H", len(topic)) + topic + (struct.pack(">H", packet_id) if qos else b"")
    return packet(0x30 | flags | qos << 1, body + (b"" if properties is None else length(len(properties)) + properties) + payload)


def publishes(*, v5: bool) -> st.SearchStrategy[bytes]:
    """Publishes of every QoS (3 is none), with and without properties, with topics that are none."""
    content_type, user_property = b"\x03\x00\x01j", b"\x26\x00\x01a\x00\x01b"
    return st.builds(
        publish,
        st.binary(max_size=40) | st.integers(0, 300).map(bytes) | st.integers(16_000, 17_000).map(bytes),
        topic=st.sampled_from([b"bysans/v1/air/a", b"t", b"", b"\xff", "ø/å".encode()]),
        qos=st.sampled_from([0, 0, 1, 1, 1, 2, 3]),
        flags=st.sampled_from([0, 0, 1, 8, 9]),
        packet_id=st.integers(0, 3),
        properties=st.sampled_from([b"", b"", b"", content_type, user_property, b"\xff"]) if v5 else st.none(),
    )


def others(*, v5: bool) -> st.SearchStrategy[bytes]:
    """Return what else a broker sends, and what it must not."""
    end = b"\x00" if v5 else b""
    subscribed = struct.pack(">H", 1) + end + b"\x01\x01\x01"
    devices = [
        packet(0x20, b"\x00\x00" + end),
        packet(0x20, b"\x01\x00" + end),
        packet(0x90, subscribed),
        packet(0xD0, b""),
        packet(0x62, struct.pack(">H", 2)),
        packet(0x40, struct.pack(">H", 1)),
        packet(0xE0, b""),
        packet(0xF0, b""),
        packet(0x32, b""),
        packet(0x30, b"\x00\x09t"),
        b"\x32\xff\xff\xff\xff\xff",
    ]
    return st.sampled_from(devices)


class FakeConnection:
    """A connection on which pieces arrive one by one; what is sent is remembered."""

    def __init__(self) -> None:
        self.arrived = b""
        self.ended = False
        self.sent = b""

    def recv(self, size: int) -> bytes:
        if not self.arrived and not self.ended:
            raise BlockingIOError
        given, self.arrived = self.arrived[:size], self.arrived[size:]
        return given

    def send(self, data: bytes | bytearray) -> int:
        self.sent += data
        return len(data)

    def fileno(self) -> int:
        raise ValueError("nobody may wait for this")

    def setblocking(self, flag: bool) -> None: ...

    def close(self) -> None: ...


class Seen(NamedTuple):
    """What a session made of some bytes: deliveries, what it answered, whether the connection lives, the error that ended it."""

    deliveries: list[Delivery]
    sent: bytes
    connected: bool
    error: str | None


class Reader:
    """A session fed by hand: what its network thread does when a piece arrives, without the thread."""

    def __init__(self, session_type: type[PahoSession], *, v5: bool) -> None:
        self.inbox = Inbox(bound=1000)
        settings = Mqtt(url="mqtt://127.0.0.1:1883", protocol="5" if v5 else "3.1.1")
        self.session = session_type(settings, self.inbox, Health(), lambda: NOW)
        self.connection = FakeConnection()
        self.client = self.session._client
        connection: ByteStream = self.connection
        if isinstance(self.session, BulkSession):
            connection = self.session.wrap(connection)
        self.client._sock = connection
        self.error: str | None = None

    def feed(self, piece: bytes, *, end: bool = False) -> None:
        self.connection.arrived, self.connection.ended = piece, end
        while self.client._sock is not None and self.error is None and (self.connection.arrived or self._pending() or end):
            try:
                self.client.loop_read()
            except Exception as error:  # whatever ends paho's thread must end it on both ways
                self.error = type(error).__name__

    def seen(self) -> Seen:
        while self.client._sock is not None and self.client.want_write():
            self.client.loop_write()
        deliveries = [delivery for waiting in self.inbox.take(0) for delivery in rows(waiting)]
        return Seen(deliveries, self.connection.sent, self.client._sock is not None, self.error)

    def _pending(self) -> int:
        pending = getattr(self.client._sock, "pending", None)
        return pending() if pending is not None else 0


def read(session_type: type[PahoSession], pieces: Sequence[bytes], *, v5: bool, end: bool = False) -> Seen:
    """Let a session of that type read the pieces, and the connection's end where it ends."""
    reader = Reader(session_type, v5=v5)
    for piece in pieces:
        reader.feed(piece)
    if end:
        reader.feed(b"", end=True)
    return reader.seen()
