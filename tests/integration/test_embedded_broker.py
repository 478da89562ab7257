"""What the embedded broker lets clients do: who may publish where, who is cut off, and that its settings follow the devices."""

import os
import re
import resource
import signal
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from uuid import uuid4

import pytest

from bysans import supervisor as supervising
from bysans.broker import program
from bysans.broker.server_settings import CONNECT_S
from bysans.clock import now
from bysans.supervisor import Supervisor
from config.broker.embedded import broker_folder, with_broker
from config.settings import Settings
from domain.device import Device
from simulators.send import mqtt_packets as packets
from simulators.send.bulk_publisher import BulkPublisher
from simulators.send.destination import Account
from storage.state import registry
from storage.state.engine import State
from tests.integration.service import BYSANS, Role, bysans
from tests.integration.test_run import children_of, lives
from tests.real_parts.certificate import make_certificate
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.process import PATIENCE_S, free_port, wait_until

TAKEN, WRONG_VERSION, NOT_AUTHORISED = b"\x20\x02\x00\x00", b"\x20\x02\x00\x01", b"\x20\x02\x00\x05"
PUBACK = b"\x40\x02\x00"
RESET = struct.pack("ii", 1, 0)
GONE = b""


class Client:
    """A client of MQTT that says exactly what a test wants."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)

    def say(self, data: bytes) -> bytes:
        """Send it and return what comes back next, `GONE` when the connection ends."""
        try:
            self.socket.sendall(data)
            return self.socket.recv(64)
        except ConnectionError:
            return GONE

    def connect(self, client_id: str = "", user: str | None = None, password: str | None = None, *, v5: bool = False) -> bytes:
        return self.say(packets.connect(client_id or uuid4().hex, user, password, 60, v5=v5))

    def close(self) -> None:
        self.socket.close()


def answer_to(port: int, data: bytes, **account: str) -> bytes:
    with closing(Client(port)) as client:
        assert client.connect(**account) == TAKEN
        return client.say(data)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    with EmbeddedBroker(tmp_path_factory.mktemp("broker")) as running:
        yield running


def test_a_client_that_asks_for_mqtt_5_is_told_the_code_that_makes_it_fall_back(broker: EmbeddedBroker) -> None:
    with closing(Client(broker.port)) as client:
        assert client.connect(v5=True) == WRONG_VERSION


@pytest.mark.parametrize("topic", [b"bysans/v1/air/my sensor", b"bysans/v1/air/+", b"bysans/v1/#", b"bysans/v1/air/a\0b", b"bysans/\xff"])
def test_a_topic_that_cannot_be_costs_its_client_the_connection_and_nobody_else(broker: EmbeddedBroker, topic: bytes) -> None:
    with closing(Client(broker.port)) as other:
        assert other.connect("other") == TAKEN
        assert answer_to(broker.port, packets.publish(topic, 1, b"{}")) == GONE
        assert other.say(packets.publish(b"bysans/v1/air/a", 7, b"{}")) == b"\x40\x02\x00\x07"


def test_a_payload_of_1_mib_is_taken_and_one_of_2_ends_the_connection(broker: EmbeddedBroker) -> None:
    assert answer_to(broker.port, packets.publish(b"bysans/v1/air/a", 1, bytes(1 << 20))) == PUBACK + b"\x01"
    assert answer_to(broker.port, packets.publish(b"bysans/v1/air/a", 1, bytes(2 << 20))) == GONE


@pytest.mark.parametrize("garbage", [b"GET / HTTP/1.1\r\n\r\n", bytes(64), b"\xff" * 64, b"\x10\xff\xff\xff\x7f", b"\x10\x02\x00\x04"])
def test_garbage_ends_its_connection(broker: EmbeddedBroker, garbage: bytes) -> None:
    with closing(Client(broker.port)) as client:
        assert client.say(garbage) == GONE


@pytest.fixture
def many_files() -> Iterator[None]:
    """Let this process have as many connections as the machine allows."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.parametrize("says", [b"", b"\x10", packets.connect("half", None, None, 60)[:-2]], ids=["nothing", "a byte", "half a CONNECT"])
@pytest.mark.usefixtures("many_files")
def test_who_never_says_who_it_is_is_cut_off_after_five_seconds_however_many_they_are(broker: EmbeddedBroker, says: bytes) -> None:
    with ExitStack() as open_clients:
        clients = [open_clients.enter_context(closing(Client(broker.port))) for _ in range(1500)]
        for client in clients:
            client.socket.sendall(says)
        assert answer_to(broker.port, packets.publish(b"bysans/v1/air/a", 1, b"{}")) == PUBACK + b"\x01"
        assert f"timeout: {CONNECT_S}" in broker.settings.read_text("utf-8")
        for client in clients:
            client.socket.settimeout(PATIENCE_S)  # a busy machine is late
        assert {client.socket.recv(1) for client in clients} == {GONE}


def test_devices_are_greeted_after_thousands_hung_up_while_they_were(broker: EmbeddedBroker) -> None:
    for number in range(5000):
        with suppress(OSError), closing(Client(broker.port)) as client:
            client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            if number % 2:
                client.socket.sendall(packets.connect("flaky", None, None, 60))
    with closing(Client(broker.port)) as client:
        assert client.connect("quiet") == TAKEN


def test_a_client_that_goes_silent_is_cut_off_after_one_and_a_half_of_its_keep_alive(broker: EmbeddedBroker) -> None:
    with closing(Client(broker.port)) as client:
        assert client.say(packets.connect("silent", None, None, 2)) == TAKEN
        client.socket.settimeout(30)
        assert client.socket.recv(1) == GONE


def test_a_reader_that_reads_no_more_keeps_nobody_waiting(broker: EmbeddedBroker) -> None:
    with closing(Client(broker.port)) as stuck, closing(Client(broker.port)) as device:
        assert (stuck.connect("stuck"), device.connect("device")) == (TAKEN, TAKEN)
        assert stuck.say(b"\x82\x12\x00\x01\x00\x0dbysans/v1/+/+\x00") == b"\x90\x03\x00\x01\x00"
        for number in range(1, 41):  # 40 MB, of which it reads nothing
            assert device.say(packets.publish(b"bysans/v1/air/a", number, bytes(1 << 20))) == PUBACK + bytes([number])


def test_a_client_id_that_is_taken_twice_is_the_later_ones(broker: EmbeddedBroker) -> None:
    with closing(Client(broker.port)) as first, closing(Client(broker.port)) as second:
        assert (first.connect("same"), second.connect("same")) == (TAKEN, TAKEN)
        assert first.say(b"") == GONE
        assert second.say(packets.PINGREQ)[:1] == bytes([packets.PINGRESP])


def test_nobody_reaches_the_servers_own_commands(broker: EmbeddedBroker) -> None:
    answer_to(broker.port, packets.publish(b"$JS/API/STREAM/DELETE/$MQTT_msgs", 1, b"{}"))
    assert answer_to(broker.port, packets.publish(b"bysans/v1/air/a", 1, b"{}")) == PUBACK + b"\x01"
    assert (broker.store / "jetstream" / "$G" / "streams" / "$MQTT_msgs").exists()


@pytest.fixture
def with_passwords(tmp_path: Path) -> Iterator[tuple[Settings, Role]]:
    """`bysans broker` where every client must say who it is."""
    config = tmp_path / "bysans.toml"
    listen = f"0.0.0.0:{free_port()}"
    config.write_text(f'data_dir = "{tmp_path / "data"}"\n[broker]\nlisten = "{listen}"\n')
    settings = Settings.model_validate({"data_dir": tmp_path / "data", "broker": {"listen": listen}})
    with Role(tmp_path / "role", str(BYSANS), "broker", "--config", str(config)) as role:
        wait_until(lambda: role.said("the broker listens"), "the broker listened")
        yield settings, role


def test_a_device_publishes_to_its_own_topic_only_from_the_moment_it_is_registered_with_a_password(
    with_passwords: tuple[Settings, Role],
) -> None:
    settings, role = with_passwords
    port = int(settings.broker.listen.rpartition(":")[2])

    def greeting(**account: str) -> bytes:
        with closing(Client(port)) as client:
            return client.connect(**account)

    assert greeting() == NOT_AUTHORISED
    (broker_folder(settings) / "devices").write_text("unknown:too\n")
    with closing(State(settings.state_url)) as state, state.begin() as connection:
        registry.put(connection, Device(id="air.1", kind="air", model="generic", interval_s=600, valid_from=now()))
    password = bysans("devices", "password", "air.1", "--data-dir", str(settings.data_dir)).stdout.strip()
    assert (broker_folder(settings) / "devices").stat().st_mode & 0o077 == 0
    wait_until(lambda: greeting(user="air.1", password=password) == TAKEN, "the device was let in")
    assert greeting(user="air.1", password="another") == greeting(user="unknown", password="too") == NOT_AUTHORISED
    wait_until(lambda: role.said('"device": "unknown"'), "the log named the device that is not registered")
    mqtt = with_broker(settings).mqtt
    assert mqtt.password_file is not None
    with closing(Client(port)) as ingest:
        ingest.connect("ingest", "bysans", mqtt.password_file.read_text())
        assert ingest.say(b"\x82\x12\x00\x01\x00\x0dbysans/v1/+/+\x00") == b"\x90\x03\x00\x01\x00"
        for topic in (b"bysans/v1/air/other", b"bysans/v1/bin/air.1", b"bysans/v1/air/air.1"):
            answer_to(port, packets.publish(topic, 1, topic), user="air.1", password=password)
        assert ingest.socket.recv(64).endswith(b"bysans/v1/air/air.1")
        assert answer_to(port, b"\x82\x12\x00\x01\x00\x0dbysans/v1/+/+\x01", user="air.1", password=password)[-1] == 0x80
    wait_until(lambda: role.said("may not publish there"), "the log said so")


def test_a_device_with_anothers_client_id_cuts_it_off_and_neither_reads_nor_sends_nor_loses_anything_of_it(
    with_passwords: tuple[Settings, Role],
) -> None:
    settings, role = with_passwords
    port = int(settings.broker.listen.rpartition(":")[2])
    passwords = {}
    with closing(State(settings.state_url)) as state, state.begin() as connection:
        for name in ("victim", "thief"):
            registry.put(connection, Device(id=name, kind="air", model="generic", interval_s=600, valid_from=now()))
    for name in ("victim", "thief"):
        given = bysans("devices", "password", name, "--data-dir", str(settings.data_dir))
        passwords[name] = given.stdout.strip()
        assert "client id: one that nobody else knows" in given.stderr
    topic = b"bysans/v1/air/victim"

    def enters(client: Client, name: str) -> bool:
        return client.connect("of-the-victim", name, passwords[name]) == TAKEN

    def comes_back() -> bool:
        with closing(Client(port)) as again:
            return enters(again, "victim") and again.say(packets.publish(topic, 3, b"after")) == PUBACK + b"\x03"

    mqtt = with_broker(settings).mqtt
    assert mqtt.password_file is not None
    wait_until(lambda: answers_to(port, "victim", passwords) == answers_to(port, "thief", passwords) == TAKEN, "both were let in")
    with closing(Client(port)) as ingest, closing(Client(port)) as victim, closing(Client(port)) as thief:
        ingest.connect("ingest", "bysans", mqtt.password_file.read_text())
        ingest.say(b"\x82\x12\x00\x01\x00\x0dbysans/v1/+/+\x00")
        assert enters(victim, "victim")
        assert victim.say(packets.publish(topic, 1, b"before")) == PUBACK + b"\x01"
        assert ingest.socket.recv(64).endswith(b"before")
        assert enters(thief, "thief")
        assert victim.say(b"") == GONE
        assert thief.say(b"\x82\x12\x00\x01\x00\x0dbysans/v1/+/+\x01")[-1] == 0x80
        thief.say(packets.publish(topic, 2, b"forged"))
        wait_until(comes_back, "the device was back")
        assert ingest.socket.recv(64).endswith(b"after")
    wait_until(lambda: role.said("two clients have one client id"), "the log said so")


def answers_to(port: int, name: str, passwords: Mapping[str, str]) -> bytes:
    with closing(Client(port)) as client:
        return client.connect(user=name, password=passwords[name])


@pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")
def test_the_server_is_started_again_when_it_dies_and_ends_with_whoever_started_it(with_passwords: tuple[Settings, Role]) -> None:
    settings, role = with_passwords
    port = int(settings.broker.listen.rpartition(":")[2])

    def listens() -> bool:
        with suppress(OSError), closing(Client(port)) as client:
            return client.connect() == NOT_AUTHORISED
        return False

    wait_until(listens, "it listened")
    for depth in ("server", "who watches it"):
        (watcher,) = children_of(role.pid)
        victim = children_of(watcher)[0] if depth == "server" else watcher
        os.kill(victim, signal.SIGKILL)
        wait_until(lambda victim=victim: not lives(victim), "it was gone")
        wait_until(listens, "another listened")
    role.kill()
    wait_until(lambda: not listens(), "nothing was left")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)], capture_output=True, check=False).returncode:
        pytest.skip("a disk that can be filled is a tmpfs, and only root may mount one")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_acknowledges_nothing_more_and_with_room_again_everything(tmp_path: Path, small_disk: Path) -> None:
    template = EmbeddedBroker(tmp_path / "template", store=small_disk / "store")
    supervisor, stop = Supervisor({}), threading.Event()
    supervisor.start("broker", "bysans.broker.server_process", str(program.find()), str(template.settings))
    watching = threading.Thread(target=supervisor.watch, args=(stop,))
    watching.start()
    acknowledged: list[int] = []
    try:
        wait_until(template.answers, "the broker answered")
        with closing(Client(template.port)) as reader:  # somebody must want them, else nothing is kept
            reader.socket.sendall(b"\x10\x12\x00\x04MQTT\x04\x00\x00\x3c\x00\x06reader")
            assert reader.socket.recv(4) == TAKEN
            reader.say(b"\x82\x12\x00\x01\x00\x0dbysans/v1/+/+\x01")
        with BulkPublisher(template.url, Account(client_id="fills"), acknowledged=acknowledged.extend, in_flight=600) as publisher:
            for number in range(600):  # 36 MB
                publisher.publish(number, "bysans/v1/air/a", bytes(60_000))
            assert not publisher.drain(10)
            subprocess.run(["mount", "-o", "remount,size=128m", str(small_disk)], check=True)
            wait_until(lambda: publisher.drain(1), "all were acknowledged")
    finally:
        stop.set()
        watching.join()
        supervisor.stop()


def test_over_tls_the_service_believes_the_brokers_own_certificate_whatever_its_name(tmp_path: Path) -> None:
    certificate = make_certificate(tmp_path)
    config = tmp_path / "bysans.toml"
    config.write_text(
        f'data_dir = "{tmp_path / "data"}"\n[broker]\nlisten = "127.0.0.1:{free_port()}"\n'
        f'certificate_file = "{certificate.file}"\nkey_file = "{certificate.key}"\n'
    )
    with Role(tmp_path / "role", str(BYSANS), "broker", "--config", str(config)) as role:
        wait_until(lambda: role.said("the broker listens"), "the broker listened")
        checked = bysans("check", "--config", str(config)).stdout
        assert re.search(
            r"^ok      broker: the embedded broker \(nats-server 2\.\S+\) takes us and our subscriptions", checked, re.MULTILINE
        )
        sent = bysans("simulate", "load", "--no-register", "--air", "2", "--seconds", "1", "--rate", "20", "--config", str(config))
        assert sent.returncode == 0, sent.stderr


def test_a_server_that_hangs_is_killed_with_all_that_belongs_to_it_and_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervising, "PROBE_S", 0.2)
    monkeypatch.setattr(supervising, "UNANSWERED_S", 3)
    template = EmbeddedBroker(tmp_path / "broker")
    supervisor, stop = Supervisor({}), threading.Event()
    command = ("bysans.broker.server_process", str(program.find()), str(template.settings))
    supervisor.start("broker", *command, answers=template.answers)
    watching = threading.Thread(target=supervisor.watch, args=(stop,))
    watching.start()
    try:
        wait_until(template.answers, "the broker answered")
        (server,) = children_of(supervisor._children[0].process.pid)
        os.kill(server, signal.SIGSTOP)
        wait_until(lambda: not lives(server), "it was killed")
        wait_until(template.answers, "another answered")
    finally:
        stop.set()
        watching.join()
        supervisor.stop()
