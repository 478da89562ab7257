"""Killing ingest at any moment loses nothing that the broker acknowledged and doubles nothing, whatever tells readings apart."""

import json
import random
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.integration.service import Service, add_up
from tests.integration.spine.conftest import Stack, influx_settings
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.postgresql import Postgresql
from tests.real_parts.process import wait_until

T0 = 1_760_000_000
MESSAGES = 3000
DEVICES = 6
KILLS = 4
DRAINED_S = 420.0  # nats-server sends what a killed ingest had not acknowledged after its ack wait, on a busy machine several times


@pytest.fixture(params=["embedded", "production", pytest.param("postgresql", marks=pytest.mark.real("postgresql"))])
def own_stack(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stack]:
    """A service whose ingest may be killed without disturbing other tests, and a broker of its own."""
    if request.param == "embedded":
        with (
            EmbeddedBroker(tmp_path / "broker") as broker,
            Service(tmp_path, {"mqtt": {"url": broker.url, "protocol": "3.1.1"}}) as service,
        ):
            yield Stack(service, broker.port)
        return
    if request.param == "postgresql":  # state and readings in one database
        with Postgresql() as server, EmbeddedBroker(tmp_path / "broker") as broker:
            stores = {"readings": {"url": server.url}, "state": {"url": server.url}}
            with Service(tmp_path, {"mqtt": {"url": broker.url, "protocol": "3.1.1"}, **stores}) as service:
                yield Stack(service, broker.port)
        return
    influxd: Influxd = request.getfixturevalue("influxd")
    readings = influx_settings(influxd, tmp_path, influxd.new_bucket())
    with Mosquitto(tmp_path / "broker") as mosquitto, Service(tmp_path, {"mqtt": {"url": mosquitto.url}, "readings": readings}) as service:
        yield Stack(service, mosquitto.port)


def message(kind: str, number: int) -> dict[str, object]:
    """Return a reading whose value is its own among its kind's."""
    value = {"pm25": number / 8}
    return {"timed": {"time": T0 + number, **value}, "numbered": {"seq": number, **value}, "plain": value}[kind]


@pytest.mark.timeout(1200)
def test_each_acknowledged_reading_is_stored_exactly_once(own_stack: Stack) -> None:
    service = own_stack.service
    devices = [(kind, f"{kind}-{uuid4().hex[:6]}") for kind in ("timed", "numbered", "plain") for _ in range(DEVICES // 3)]
    for _, device in devices:
        service.register(device)
    before = service.counts()
    sent = Counter[tuple[str, float]]()
    done = threading.Event()

    def publish() -> None:
        with Publisher(own_stack.pub_url, Account(client_id="load"), protocol="3.1.1") as publisher:
            for number in range(MESSAGES):
                kind, device = devices[number % DEVICES]
                assert publisher.publish(f"bysans/v1/air/{device}", json.dumps(message(kind, number)).encode())
                sent[device, number / 8] += 1
            assert publisher.drain(240)
        done.set()

    load = threading.Thread(target=publish)
    load.start()
    moments = random.Random(7)
    for kill in range(KILLS):
        wait_until(lambda kill=kill: sum(sent.values()) > MESSAGES * (kill + 0.5) / KILLS, "some were sent")
        threading.Event().wait(moments.uniform(0, 0.3))  # the moment of a kill, not a wait for anything
        service.roles["ingest"].kill()
        service.start("ingest")
    load.join(240)
    assert done.is_set()
    try:
        wait_until(lambda: service.counts()["stored"] - before["stored"] >= MESSAGES, "all were drained", DRAINED_S)
    except TimeoutError as error:
        words = service.roles["ingest"].log.read_text(errors="replace")[-3000:]
        raise TimeoutError(f"{error}; {service.reasons()}; before {before}, now {service.counts()}; {words}") from error
    service.ready()
    stored = Counter((row["device_id"], row["value"]) for row in service.readings(*(device for _, device in devices)))
    assert (sent - stored, stored - sent) == (Counter(), Counter())
    after = service.counts()
    assert add_up(after)
    assert after["stored"] - before["stored"] == MESSAGES
