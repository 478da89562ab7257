"""What the publisher counts as acknowledged is with the broker, also when the broker was away in between."""

import subprocess
import threading
from pathlib import Path
from uuid import uuid4

import pytest

from simulators.send.destination import Account
from simulators.send.publisher import Counts, Protocol, Publisher, PublisherError
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.real("mosquitto")
OPEN_ON_A_SOCKET = "listener 0 {socket}\nallow_anonymous true\nlistener {port} 127.0.0.1\nuser root\n"


def account(username: str | None = None, password: str | None = None) -> Account:
    return Account(client_id=f"test-{uuid4().hex[:8]}", username=username, password=password)


def sleeper(broker: Mosquitto, topic: str, *more: str) -> list[str]:
    """Return the lines that a subscriber with a session of its own gets; with `-E` it only subscribes."""
    command = ["mosquitto_sub", "-h", broker.host, "-p", str(broker.port), "-V", "5", "-i", f"s-{topic}", "-c", "-x", "600", "-q", "1"]
    return subprocess.run([*command, "-t", topic, *more], capture_output=True, text=True, timeout=240, check=False).stdout.split()


@pytest.mark.parametrize("protocol", ["5", "3.1.1"])
def test_what_is_acknowledged_has_arrived_in_order(mosquitto: Mosquitto, protocol: Protocol) -> None:
    topic = uuid4().hex
    sleeper(mosquitto, topic, "-E")
    with Publisher(mosquitto.url, account(), protocol=protocol) as publisher:
        for number in range(1000):
            assert publisher.publish(topic, str(number).encode())
        assert publisher.drain(240)
        assert publisher.counts == Counts(sent=1000, acknowledged=1000)
    assert sleeper(mosquitto, topic, "-C", "1000", "-W", "200") == [str(number) for number in range(1000)]


@pytest.mark.parametrize(("protocol", "count"), [("5", 19), ("3.1.1", 300)])  # with 5 Mosquitto asks for no more than 20 in flight
def test_what_is_sent_while_the_broker_is_away_arrives_when_it_is_back(tmp_path: Path, protocol: Protocol, count: int) -> None:
    with Mosquitto(tmp_path) as broker, Publisher(broker.url, account(), protocol=protocol, in_flight=500) as publisher:
        sleeper(broker, "away", "-E")
        publisher.publish("away", b"before")
        assert publisher.drain(240)
        broker.stop()
        for number in range(count):
            assert publisher.publish("away", str(number).encode())
        assert publisher.counts.pending == count
        broker.start()
        assert publisher.drain(240)
        assert publisher.counts == Counts(sent=count + 1, acknowledged=count + 1)
        assert sleeper(broker, "away", "-C", str(count + 1), "-W", "200") == ["before", *map(str, range(count))]


def test_a_broker_that_is_away_is_not_flooded_and_a_stop_ends_the_waiting(tmp_path: Path) -> None:
    stop = threading.Event()
    answers: list[bool] = []

    def send(publisher: Publisher) -> None:
        answers.extend(publisher.publish("t", b"x") for _ in range(6))

    with Mosquitto(tmp_path) as broker, Publisher(broker.url, account(), in_flight=5, stop=stop) as publisher:
        broker.stop()
        sender = threading.Thread(target=send, args=(publisher,))
        sender.start()
        wait_until(lambda: publisher.counts.sent == 5, "five messages were handed over")
        stop.set()
        sender.join(240)
        assert not sender.is_alive()
    assert answers == [True] * 5 + [False]


def test_a_unix_socket_is_a_broker_too(tmp_path: Path) -> None:
    socket = Path(f"/tmp/{uuid4().hex[:8]}.sock")  # a socket's path may have 107 characters, pytest's own is longer
    port = free_port()
    config = OPEN_ON_A_SOCKET.format(socket=socket, port=port)
    with Mosquitto(tmp_path, port=port, config=config), Publisher(f"unix://{socket}", account()) as publisher:
        publisher.publish("t", b"x")
        assert publisher.drain(240)
    socket.unlink(missing_ok=True)


def test_a_wrong_password_is_said_so(tmp_path: Path) -> None:
    with Mosquitto(tmp_path, passwords={"device": "right"}) as broker:
        wrong = Publisher(broker.url, account(username="device", password="wrong"), patience_s=1)
        with pytest.raises(PublisherError, match=r"not connected within 1 s \(.*[Nn]ot authori.ed\).*password"), wrong:
            raise AssertionError("let in with a wrong password")
        with Publisher(broker.url, account(username="device", password="right")) as publisher:
            publisher.publish("t", b"x")
            assert publisher.drain(240)


def test_what_the_broker_forbids_is_counted_as_refused(tmp_path: Path) -> None:
    acl = "user device\ntopic write mine/#\n"
    credentials = account(username="device", password="p")
    with Mosquitto(tmp_path, passwords={"device": "p"}, acl=acl) as broker, Publisher(broker.url, credentials, protocol="5") as publisher:
        publisher.publish("mine/x", b"x")
        publisher.publish("theirs/x", b"x")
        assert publisher.drain(240)
        assert publisher.counts == Counts(sent=2, acknowledged=1, refused=1)


def test_a_broker_that_is_not_there_is_named() -> None:
    nobody = Publisher("mqtt://127.0.0.1:9", account(), patience_s=0.5)
    with pytest.raises(PublisherError, match=r"mqtt://127.0.0.1:9: not connected within 0.5 s \(.*refused\)"), nobody:
        raise AssertionError("connected to nobody")
