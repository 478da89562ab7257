"""Fill a broker with a backlog for a session that is offline."""

import json
import random
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

PARAMETERS = ("pm1", "pm25", "pm10", "no2", "temperature", "humidity", "pressure", "battery")
SPREAD = {"pressure": (950.0, 1050.0), "battery": (3.0, 4.0), "temperature": (-20.0, 30.0)}
TOPICS = "bysans/v1/+/+"
HOUR_MS = 3_600_000
_CONNECT = b"\x10\x10\x00\x04MQTT\x04\x02\x00\x00\x00\x04fill"
_PUBACK_BYTES = 4
_CHUNK = 500
_SLOWEST = 500  # messages a second


class Messages(Protocol):
    """What is published: topic and payload of each message, and how many there are."""

    @property
    def messages(self) -> int: ...  # noqa: D102 - the class says it

    def __iter__(self) -> Iterator[tuple[str, bytes]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """An hour's messages of own JSON, 8 values each; device by device, round by round, as they would come.

    `start`: ms UTC of the first reading.
    """

    messages: int
    devices: int
    start: int

    def device(self, number: int) -> str:
        """Return the id of the device that sends message `number`."""
        return f"air-{number % self.devices:06d}"

    def time(self, number: int) -> int:
        """Return the time (ms UTC) of message `number`'s reading."""
        rounds = -(-self.messages // self.devices)
        return self.start + number // self.devices * (HOUR_MS // rounds)

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        """Yield topic and payload of each message."""
        dice = random.Random(1)
        values = [{name: round(dice.uniform(*SPREAD.get(name, (0.0, 100.0))), 1) for name in PARAMETERS} for _ in range(1000)]
        bodies = [json.dumps(body)[1:] for body in values]
        for number in range(self.messages):
            ms = self.time(number)
            time = ms // 1000 if ms % 1000 == 0 else ms / 1000
            yield f"bysans/v1/air/{self.device(number)}", f'{{"time": {time}, {dice.choice(bodies)}'.encode()


def subscribe(port: int, client_id: str, *, v5: bool) -> None:
    """Open a persistent session that subscribes to everything, and leave it at the broker."""
    ready = threading.Event()
    client = mqtt.Client(
        CallbackAPIVersion.VERSION2,
        client_id,
        protocol=MQTTProtocolVersion.MQTTv5 if v5 else MQTTProtocolVersion.MQTTv311,
        clean_session=None if v5 else False,
    )

    def wants_everything(*_: object) -> None:
        client.subscribe(TOPICS, 1)

    client.on_connect = wants_everything
    client.on_subscribe = lambda *_: ready.set()
    if v5:
        properties = Properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = 0xFFFFFFFF
        client.connect("127.0.0.1", port, clean_start=True, properties=properties)
    else:
        client.connect("127.0.0.1", port)
    client.loop_start()
    if not ready.wait(30):
        raise SystemExit("the broker did not take the subscription: the measurement cannot begin")
    client.disconnect()
    client.loop_stop()


def publish(port: int, backlog: Messages, *, retain: bool = False) -> None:
    """Publish all at QoS 1 and wait until the broker has acknowledged each."""
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(_CONNECT)
        if connection.recv(4)[3:] != b"\x00":
            raise SystemExit("the broker refuses the publisher")
        done = threading.Event()
        threading.Thread(target=_count_acks, args=(connection, backlog.messages, done), daemon=True).start()
        chunk: list[bytes] = []
        for number, (topic, payload) in enumerate(backlog):
            chunk.append(_packet(topic.encode(), payload, number % 65_535 + 1, retain=retain))
            if len(chunk) == _CHUNK:
                connection.sendall(b"".join(chunk))
                chunk.clear()
        connection.sendall(b"".join(chunk))
        if not done.wait(60 + backlog.messages / _SLOWEST):
            raise SystemExit(f"the broker acknowledged fewer than {_SLOWEST} messages a second")
        with suppress(OSError):
            connection.sendall(b"\xe0\x00")


def _packet(topic: bytes, payload: bytes, mid: int, *, retain: bool) -> bytes:
    body = struct.pack(">H", len(topic)) + topic + struct.pack(">H", mid) + payload
    low, high = len(body) & 0x7F, len(body) >> 7
    first = 0x32 | retain
    return bytes((first, low | 0x80, high) if high else (first, low)) + body


def _count_acks(connection: socket.socket, messages: int, done: threading.Event) -> None:
    missing = messages * _PUBACK_BYTES
    while missing > 0:
        data = connection.recv(1 << 20)
        if not data:
            return
        missing -= len(data)
    done.set()
