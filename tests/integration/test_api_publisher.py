"""HTTP ingest's messages reach a real broker, and are accepted only when it has acknowledged them."""

import asyncio
import socketserver
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Queue
from typing import Any, Literal

import pytest
from paho.mqtt.client import Client
from paho.mqtt.enums import CallbackAPIVersion

from api.web.publisher import MOST_WAITING, BrokerAwayError, PahoPublisher
from config.sections.mqtt_settings import Mqtt
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

pytestmark = pytest.mark.real("mosquitto")
TIMEOUT_S = 240


class SilentBroker(socketserver.TCPServer):
    """Welcomes a client and then says nothing more."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Welcome)
        self.url = f"mqtt://127.0.0.1:{self.server_address[1]}"


class Welcome(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        self.request.recv(1024)
        self.request.sendall(b"\x20\x02\x00\x00")  # CONNACK (MQTT 3.1.1): accepted
        while self.request.recv(1024):
            pass


def publish(publisher: PahoPublisher, topic: str, payload: bytes = b"") -> None:
    asyncio.run(publisher.publish(topic, payload))


def connected(publisher: PahoPublisher) -> bool:
    try:
        publish(publisher, "tests/publisher/hello")
    except BrokerAwayError:
        return False
    return True


@pytest.fixture
def received(mosquitto: Mosquitto) -> Iterator["Queue[tuple[str, bytes]]"]:
    messages: Queue[tuple[str, bytes]] = Queue()
    ready = threading.Event()
    listener = Client(CallbackAPIVersion.VERSION2)
    listener.on_message = lambda _client, _data, message: messages.put((message.topic, bytes(message.payload)))
    listener.on_subscribe = lambda *_args: ready.set()
    listener.connect(mosquitto.host, mosquitto.port)
    listener.loop_start()
    listener.subscribe("tests/publisher/heard/#", qos=1)
    assert ready.wait(TIMEOUT_S)
    yield messages
    listener.disconnect()
    listener.loop_stop()


@pytest.fixture
def publisher_to() -> Iterator[Callable[..., PahoPublisher]]:
    made: list[PahoPublisher] = []

    def make(url: str, **settings: Any) -> PahoPublisher:
        made.append(PahoPublisher(Mqtt(url=url, **settings), ack_timeout_s=2))
        return made[-1]

    yield make
    for publisher in made:
        publisher.close()


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_many_tasks_publish_and_every_message_arrives(
    mosquitto: Mosquitto,
    received: "Queue[tuple[str, bytes]]",
    publisher_to: Callable[..., PahoPublisher],
    protocol: Literal["5", "3.1.1"],
) -> None:
    publisher = publisher_to(mosquitto.url, protocol=protocol)
    wait_until(lambda: connected(publisher), "the publisher is connected")
    sent = [(f"tests/publisher/heard/{n}", b"%d" % n) for n in range(500)]

    async def publish_all() -> None:
        for start in range(0, len(sent), MOST_WAITING):
            await asyncio.gather(*(publisher.publish(*message) for message in sent[start : start + MOST_WAITING]))

    asyncio.run(publish_all())
    assert sorted(received.get(timeout=TIMEOUT_S) for _ in sent) == sorted(sent)


def test_a_broker_that_is_away_is_told_and_found_again(tmp_path: Path, publisher_to: Callable[..., PahoPublisher]) -> None:
    with Mosquitto(tmp_path) as broker:
        publisher = publisher_to(broker.url)
        wait_until(lambda: connected(publisher), "the publisher is connected")
        broker.stop()
        wait_until(lambda: not connected(publisher), "the publisher sees that the broker is gone")
        with pytest.raises(BrokerAwayError, match="no connection"):
            publish(publisher, "tests/x")
        broker.start()
        wait_until(lambda: connected(publisher), "the publisher is connected")


def test_a_message_that_the_broker_refuses_is_not_accepted(tmp_path: Path, publisher_to: Callable[..., PahoPublisher]) -> None:
    secret = tmp_path / "password"
    secret.write_text("secret\n")
    with Mosquitto(tmp_path, passwords={"bysans": "secret"}, acl="user bysans\ntopic write tests/publisher/#\n") as broker:
        publisher = publisher_to(broker.url, username="bysans", password_file=secret)
        wait_until(lambda: connected(publisher), "the publisher is connected")
        with pytest.raises(BrokerAwayError, match="refused"):
            publish(publisher, "elsewhere/x")


def test_a_wrong_password_is_no_connection(tmp_path: Path, publisher_to: Callable[..., PahoPublisher]) -> None:
    with Mosquitto(tmp_path, passwords={"bysans": "secret"}) as broker, pytest.raises(BrokerAwayError):
        publish(publisher_to(broker.url, username="bysans"), "tests/x")


def test_an_acknowledgement_that_never_comes_ends_in_time(publisher_to: Callable[..., PahoPublisher]) -> None:
    with SilentBroker() as broker:
        thread = threading.Thread(target=broker.handle_request)
        thread.start()
        publisher = publisher_to(broker.url, protocol="3.1.1")
        wait_until(lambda: "within 2 s" in refusal(publisher), "the patience for an acknowledgement ends")
        publisher.close()
        thread.join(TIMEOUT_S)


def test_beyond_the_bound_nothing_waits_and_the_caller_is_told_why(publisher_to: Callable[..., PahoPublisher]) -> None:
    async def publish_many(publisher: PahoPublisher) -> list[str]:
        messages = (publisher.publish("tests/x", b"") for _ in range(MOST_WAITING + 5))
        return [str(error) for error in await asyncio.gather(*messages, return_exceptions=True)]

    with SilentBroker() as broker:
        thread = threading.Thread(target=broker.handle_request)
        thread.start()
        publisher = publisher_to(broker.url, protocol="3.1.1")
        wait_until(publisher._client.is_connected, "the publisher is connected")
        threads = threading.active_count()
        answers = asyncio.run(publish_many(publisher))
        assert threading.active_count() == threads
        assert Counter(answers) == {
            "the broker did not acknowledge the message within 2 s": MOST_WAITING,
            f"{MOST_WAITING} messages already wait for its acknowledgement": 5,
        }
        publisher.close()
        thread.join(TIMEOUT_S)


def refusal(publisher: PahoPublisher) -> str:
    with pytest.raises(BrokerAwayError) as error:
        publish(publisher, "tests/x")
    return str(error.value)
