"""The embedded broker keeps a message until every session has acknowledged it, and then gives its room back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest
import structlog
from paho.mqtt.enums import CallbackAPIVersion

from bysans.broker.sweep import Sweep
from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from tests.real_parts.embedded_broker import PASSWORD, EmbeddedBroker
from tests.real_parts.process import wait_until

MESSAGES, BYTES = 40, 1_000_000  # at least four files of the store
TOPIC = "bysans/v1/air/a"


class Subscriber:
    """A session that outlives its connections, and what it got."""

    def __init__(self, port: int, client_id: str) -> None:
        self.numbers: set[int] = set()
        self.subscribed = False
        self._client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=client_id, clean_session=False)
        self._client.on_connect = lambda client, *_: client.subscribe("bysans/v1/+/+", 1)
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = lambda _client, _data, message: self.numbers.add(int.from_bytes(message.payload[:4]))
        self._client.connect("127.0.0.1", port)
        self._client.loop_start()

    def _on_subscribe(self, *_: object) -> None:
        self.subscribed = True

    def close(self) -> None:
        self._client.disconnect()
        self._client.loop_stop()


@contextmanager
def subscriber(port: int, client_id: str) -> Iterator[Subscriber]:
    session = Subscriber(port, client_id)
    try:
        wait_until(lambda: session.subscribed, "it had subscribed")
        yield session
    finally:
        session.close()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker(tmp_path / "broker") as running:
        yield running


def files(broker: EmbeddedBroker) -> int:
    return len(list(broker.store.glob("jetstream/*/streams/$MQTT_msgs/msgs/*.blk")))


def number_of(broker: EmbeddedBroker) -> int:
    """Return the number of the newest file, which rises with each that is begun."""
    return max((int(file.stem) for file in broker.store.glob("jetstream/*/streams/$MQTT_msgs/msgs/*.blk")), default=0)


def publish(broker: EmbeddedBroker, count: int) -> None:
    with BulkPublisher(broker.url, Account(client_id="sender"), acknowledged=lambda _: None) as publisher:
        for number in range(count):
            publisher.publish(number, TOPIC, number.to_bytes(4) + bytes(BYTES))
        assert publisher.drain(240)


def test_a_message_goes_once_every_session_has_acknowledged_it_and_not_before(broker: EmbeddedBroker) -> None:
    with subscriber(broker.port, "away"):
        pass
    with subscriber(broker.port, "present") as present:
        publish(broker, MESSAGES)
        wait_until(lambda: len(present.numbers) == MESSAGES, "one session had all")
    sweep = Sweep(broker.store, PASSWORD, max_bytes=MESSAGES * BYTES)
    with structlog.testing.capture_logs() as log_lines:
        for _ in range(3):
            sweep()
    assert log_lines[-1]["subscription"] == "bysans.v1.*.*"
    assert "more than half full" in log_lines[-1]["event"]
    assert files(broker) >= 4  # for the session that was away
    broker.kill()
    broker.start()
    with subscriber(broker.port, "away") as away, subscriber(broker.port, "present"):  # whose last acknowledgement may have been too late
        wait_until(lambda: away.numbers == set(range(MESSAGES)), "the other had all")
        wait_until(lambda: files(broker) <= 2, "all files but those that are written were removed")


def test_a_server_that_is_killed_while_files_are_removed_loses_nothing(broker: EmbeddedBroker) -> None:
    acknowledged: list[int] = []
    account = Account(client_id="sender")
    with subscriber(broker.port, "present") as present:
        with BulkPublisher(broker.url, account, acknowledged=acknowledged.extend, in_flight=20) as publisher:
            for number in range(3 * MESSAGES):
                publisher.publish(number, TOPIC, number.to_bytes(4) + bytes(BYTES))
                if number % MESSAGES == MESSAGES // 2:
                    broker.kill()
                    broker.start()
            assert publisher.drain(240)
        assert sorted(set(acknowledged)) == list(range(3 * MESSAGES))
        wait_until(lambda: present.numbers == set(range(3 * MESSAGES)), "the session had all")
        wait_until(lambda: files(broker) <= 2, "all files but those that are written were removed")
        assert number_of(broker) > 3 * MESSAGES * BYTES // 10_000_000


def test_what_no_session_wants_goes_too(broker: EmbeddedBroker) -> None:
    Sweep(broker.store, PASSWORD, max_bytes=MESSAGES * BYTES)()  # no client has connected, so there is no store yet
    publish(broker, MESSAGES)
    wait_until(lambda: files(broker) <= 2, "all files but those that are written were removed")
    publish(broker, 1)
