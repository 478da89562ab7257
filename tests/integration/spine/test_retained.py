"""What a broker keeps for whoever subscribes is no new reading each time that ingest does."""

import json
from pathlib import Path

import paho.mqtt.client as mqtt
import pytest

from tests.integration.service import Service, add_up
from tests.real_parts.embedded_broker import EmbeddedBroker
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import wait_until

DEVICE = "retained-1"


def retain(port: int, body: object) -> None:
    client = mqtt.Client(mqtt.CallbackAPIVersion.VERSION2)
    client.connect("127.0.0.1", port)
    client.loop_start()
    client.publish(f"bysans/v1/air/{DEVICE}", json.dumps(body), qos=1, retain=True).wait_for_publish(60)
    client.disconnect()
    client.loop_stop()


def service_at(port: int, folder: Path) -> Service:
    return Service(folder, {"mqtt": {"url": f"mqtt://127.0.0.1:{port}", "protocol": "3.1.1"}})


def test_what_was_retained_before_the_first_subscription_is_ignored_and_what_is_sent_now_is_stored(tmp_path: Path) -> None:
    with EmbeddedBroker(tmp_path / "broker") as broker:
        retain(broker.port, {"pm25": 1.0})
        with service_at(broker.port, tmp_path) as service:
            service.register(DEVICE)
            wait_until(lambda: service.counts()["ignored"] == 1, "the broker had sent what it kept")
            retain(broker.port, {"pm25": 8.2})
            wait_until(lambda: service.latest(DEVICE) == {"pm25": 8.2}, "the value was stored when it was sent")
            assert len(service.readings(DEVICE)) == 1
            assert add_up(service.counts())


@pytest.mark.real("mosquitto")
def test_a_broker_that_sends_it_at_each_subscription_makes_no_new_reading_of_it(tmp_path: Path) -> None:
    with Mosquitto(tmp_path / "broker") as broker, service_at(broker.port, tmp_path) as service:
        service.register(DEVICE)
        retain(broker.port, {"pm25": 8.2})
        wait_until(lambda: service.latest(DEVICE) == {"pm25": 8.2}, "the value was stored when it was sent")
        service.roles["ingest"].kill()
        service.roles["ingest"].start()
        wait_until(lambda: service.counts()["ignored"] == 1, "the broker had sent what it kept once more")
        assert len(service.readings(DEVICE)) == 1
        assert add_up(service.counts())
