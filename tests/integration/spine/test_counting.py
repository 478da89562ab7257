"""Every reading received is stored, a duplicate, quarantined, ignored or pending: on one scrape, whatever came."""

import json
from pathlib import Path
from uuid import uuid4

import pytest

from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.integration.service import Service, add_up
from tests.integration.spine.conftest import Stack, influx_settings
from tests.integration.spine.test_quarantine import publish
from tests.real_parts.influxd import Influxd
from tests.real_parts.mosquitto import Mosquitto
from tests.real_parts.process import free_port, wait_until

T0 = 1_760_000_000
READING = {"time": T0, "pm25": 8.2, "no2": 21.5}


def test_a_mixed_stream_adds_up_and_each_reading_counts_as_what_it_is(stack: Stack) -> None:
    service, device = stack.service, f"air-{uuid4().hex[:8]}"
    service.register(device)
    before = _counts_when_quiet(stack)
    stream: list[tuple[object, str]] = [
        (READING, "stored"),
        (READING, "duplicate"),
        ({"time": T0, "humidity": 71}, "stored"),  # merges
        ({"time": T0, "pm25": 9.1}, "stored"),  # corrects
        ({"time": T0, "pm25": 9.1, "no2": 21.5}, "duplicate"),
        ({"seq": 17, "pm25": 4}, "stored"),
        ({"seq": 17, "pm25": 4}, "duplicate"),
        ({"seq": 18, "pm25": 4}, "stored"),
        ({"time": T0 + 1, "pm25": -999, "no2": 3}, "stored"),  # a sentinel costs its siblings nothing
        ({"time": T0 + 2, "pm25": "8"}, "quarantined"),
        ({"nothing": 1}, "quarantined"),
        ({"time": T0 + 3, "pm25": 8, "temperature": -144.7}, "stored"),  # an impossible value is kept apart, and counts as none
        ({"PM25": 8, "timestamp": T0 + 4}, "stored"),
    ]
    array = [{"time": T0 + n, "pm10": n} for n in range(10, 15)] + [{"pm10": None}, {"time": T0 + 10, "pm10": 10}]
    with Publisher(stack.pub_url, Account(client_id=f"t-{uuid4().hex[:12]}"), protocol="3.1.1") as publisher:
        for body, _ in stream:
            publisher.publish(f"bysans/v1/air/{device}", json.dumps(body).encode())
        publisher.publish(f"bysans/v1/air/{device}", json.dumps(array).encode())
        publisher.publish(f"bysans/v1/air/{device}", b"{broken")
        publisher.publish(f"v3/city@ttn/devices/{device}/join", b"{}")
        publisher.publish(f"application/1/device/{device}/event/ack", b"{}")
        assert publisher.drain(240)
    expected = {outcome: sum(kind == outcome for _, kind in stream) for outcome in ("stored", "duplicate", "quarantined")}
    expected["stored"] += 5
    expected["duplicate"] += 1
    expected["quarantined"] += 2
    expected |= {"ignored": 2, "pending": 0, "received": len(stream) + len(array) + 3}
    wait_until(lambda: service.counts()["received"] - before["received"] >= expected["received"], "all were received")
    wait_until(lambda: service.counts()["pending"] == 0, "all were drained")
    after = service.counts()
    assert {name: after[name] - before[name] for name in after} == expected
    assert add_up(after)


def _counts_when_quiet(stack: Stack) -> dict[str, int]:
    """Return the counts when all that earlier tests sent has come: a broker delivers in order, so what is sent last comes last."""
    device = f"last-{uuid4().hex[:8]}"
    stack.service.register(device)
    publish(stack, f"bysans/v1/air/{device}", json.dumps(READING).encode())
    wait_until(lambda: stack.service.latest(device), "what was sent last had come")
    wait_until(lambda: stack.service.counts()["pending"] == 0, "nothing waited")
    return stack.service.counts()


@pytest.mark.real("mosquitto", "influxd")
def test_what_waits_for_a_store_that_is_away_is_received_and_pending(tmp_path: Path, mosquitto: Mosquitto, influxd: Influxd) -> None:
    readings = {**influx_settings(influxd, tmp_path, influxd.new_bucket()), "url": f"http://127.0.0.1:{free_port()}"}
    service = Service(tmp_path, {"mqtt": {"url": mosquitto.url, "client_id": "waits"}, "readings": readings})
    service.start("ingest", "api")
    try:
        wait_until(lambda: service.reasons().keys() <= {"watch", "readings"}, "ingest was subscribed")
        service.register("waits")
        with Publisher(mosquitto.url, Account(client_id="waits-device")) as publisher:
            for n in range(50):
                publisher.publish("bysans/v1/air/waits", json.dumps({"time": T0 + n, "pm25": n}).encode())
            publisher.publish("bysans/v1/air/waits", json.dumps([{"time": T0 + 100 + n, "pm25": n} for n in range(50)]).encode())
            assert publisher.drain(240)
        wait_until(lambda: service.counts()["pending"] == 100, "a hundred readings were pending")
        assert service.counts()["received"] == 100
        assert add_up(service.counts())
    finally:
        service.stop()
