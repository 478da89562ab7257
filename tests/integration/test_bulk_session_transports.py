"""The bulk session takes messages in bulk over TCP, TLS and a unix socket alike, and its acknowledgements reach the broker."""

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.backlog import Backlog, publish, subscribe
from config.sections.mqtt_settings import Mqtt
from ingest.health import Health
from ingest.mqtt.bulk_session import BulkSession
from ingest.mqtt.inbox import Inbox
from tests.real_parts.certificate import make_certificate
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.real("mosquitto")
BACKLOG = Backlog(messages=3000, devices=100, start=1_767_225_600_000)
SETTINGS = """\
listener {port} 127.0.0.1
listener {tls} 127.0.0.1
certfile {own.file}
keyfile {own.key}
listener 0 {folder}/socket
allow_anonymous true
max_queued_messages 0
user root
"""


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mosquitto, int]]:
    folder, port, tls = tmp_path_factory.mktemp("m"), free_port(), free_port()
    own = make_certificate(folder)
    with Mosquitto(folder, port=port, config=SETTINGS.format(port=port, tls=tls, folder=folder, own=own)) as started:
        yield started, tls


def settings(broker: tuple[Mosquitto, int], transport: str) -> Mqtt:
    started, tls = broker
    urls = {"tcp": started.url, "tls": f"mqtts://localhost:{tls}", "unix": f"unix://{started.directory / 'socket'}"}
    ca_file: Path | None = started.directory / "cert.pem" if transport == "tls" else None
    return Mqtt(url=urls[transport], ca_file=ca_file, client_id=f"bulk-{transport}", topics=("bysans/v1/+/+",), receive_maximum=500)


def drained(mqtt: Mqtt, until: int) -> list[tuple[str, bytes]]:
    """Take and acknowledge that many messages, and prove that the broker has read the acknowledgements."""
    inbox, health = Inbox(bound=10_000), Health()
    session = BulkSession(mqtt, inbox, health, lambda: round(time.time() * 1000))
    session.start()
    taken: list[tuple[str, bytes]] = []

    def all_came() -> bool:
        for deliveries in inbox.take(0.05):
            session.acknowledge(deliveries)
            taken.extend(zip(deliveries.topics, deliveries.payloads, strict=True))
        return len(taken) >= until and health.problems()["broker"] is None

    wait_until(all_came, "the backlog had come")
    wait_until(lambda: session.prove(1) or session.proven == 1, "the broker had read the acknowledgements")
    session.stop()
    return [*taken, *(row for deliveries in inbox.take(0) for row in zip(deliveries.topics, deliveries.payloads, strict=True))]


@pytest.mark.parametrize("transport", ["tcp", "tls", "unix"])
def test_a_backlog_comes_whole_in_order_and_once(broker: tuple[Mosquitto, int], transport: str) -> None:
    mqtt = settings(broker, transport)
    subscribe(broker[0].port, mqtt.client_id, v5=True)
    publish(broker[0].port, BACKLOG)
    taken = drained(mqtt, BACKLOG.messages)
    assert taken == list(BACKLOG)
    assert all("pm25" in json.loads(payload) for _, payload in taken[:10])
    assert drained(mqtt, 0) == []
