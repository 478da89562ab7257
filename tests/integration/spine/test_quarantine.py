"""What cannot be used stands in quarantine with its reason, a sentence that names field and value, and its bytes."""

import base64
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from simulators.send.destination import Account
from simulators.send.publisher import Publisher
from tests.integration.service import Service
from tests.integration.spine.conftest import RETENTION_DAYS, Stack
from tests.real_parts.process import wait_until

TOO_OLD = f"{datetime.now(UTC) - timedelta(days=RETENTION_DAYS + 3):%Y-%m-%d}T00:00:00Z"


def publish(stack: Stack, topic: str, *payloads: bytes) -> None:
    """Publish as a device does, and return when the broker has all."""
    with Publisher(stack.pub_url, Account(client_id=f"t-{uuid4().hex[:12]}"), protocol="3.1.1") as publisher:
        for payload in payloads:
            assert publisher.publish(topic, payload)
        assert publisher.drain(240)


@pytest.mark.parametrize("shape", ["/bysans/v1/air/{}", "bysans/v1/air/{}/", "/bysans/v1/air/{}/"])
def test_a_message_on_a_topic_with_a_slash_too_many_is_told_not_lost(stack: Stack, shape: str) -> None:
    device = f"air-{uuid4().hex[:8]}"
    stack.service.register(device)
    publish(stack, shape.format(device), reading(pm25=3))
    quarantined = row(stack, device)
    assert (quarantined["reason"], f"publish to 'bysans/v1/air/{device}'" in quarantined["detail"]) == ("schema", True)


def test_an_impossible_value_is_in_quarantine_and_its_siblings_are_stored(stack: Stack) -> None:
    device = own(stack, reading(temperature=-144.7, pm25=3))
    assert row(stack, device)["detail"].startswith("temperature is -144.7 °C")
    wait_until(lambda: stack.service.latest(device) == {"pm25": 3.0}, "the sibling was stored")


def own(stack: Stack, payload: bytes) -> str:
    device = f"air-{uuid4().hex[:8]}"
    stack.service.register(device)
    publish(stack, f"bysans/v1/air/{device}", payload)
    return device


def rows(service: Service, device: str) -> list[dict[str, Any]]:
    return service.items("/quarantine", device_id=device)


def row(stack: Stack, device: str) -> dict[str, Any]:
    wait_until(lambda: bool(rows(stack.service, device)), "the reading stood in quarantine")
    (quarantined,) = rows(stack.service, device)
    return quarantined


def reading(**values: object) -> bytes:
    return json.dumps(values).encode()


@pytest.mark.parametrize(
    ("reason", "payload", "words"),
    [
        ("not_json", b'{"pm25": 8.2', ["not JSON"]),
        ("not_json", b"", ["empty"]),
        ("bad_encoding", b'{"pm25": 8.2, "name": "\xe5s"}', ["UTF-8", "0xe5"]),
        ("too_large", b'{"pm25": 8.2, "note": "' + b"x" * 70_000 + b'"}', ["70025", "65536"]),
        ("schema", reading(pm25="12"), ["pm25", "12", "not a number"]),
        ("schema", reading(humidityy=3), ["no parameter", "humidityy"]),
        ("out_of_range", reading(humidity=171, pm25=3), ["humidity", "171"]),
        ("id_mismatch", reading(device_id="another", pm25=3), ["device_id", "another"]),
        ("future_time", reading(time="2199-01-01T00:00:00Z", pm25=3), ["time", "2199"]),
        ("ancient_time", reading(time="1999-12-31T23:59:59Z", pm25=3), ["time", "1999"]),
        ("beyond_retention", reading(time=TOO_OLD, pm25=3), ["time", TOO_OLD[:10]]),
        ("unknown_unit", reading(no2=3, units={"no2": "furlong"}), ["no2", "furlong"]),
    ],
)
def test_own_json_that_cannot_be_used(stack: Stack, reason: str, payload: bytes, words: list[str]) -> None:
    quarantined = row(stack, own(stack, payload))
    assert quarantined["reason"] == reason
    assert [word for word in words if word not in quarantined["detail"]] == []
    assert base64.b64decode(quarantined["payload"]) == payload
    assert quarantined["topic"] == f"bysans/v1/air/{quarantined['device_id']}"


def uplink(device: str, **more: object) -> bytes:
    ids = {"device_id": device, "dev_eui": uuid4().hex[:16].upper(), "application_ids": {"application_id": "city"}}
    return reading(end_device_ids=ids, uplink_message={"f_port": 2, "f_cnt": 1, **more})


@pytest.mark.parametrize(
    ("reason", "model", "message", "word"),
    [
        ("unknown_model", "generic", {"frm_payload": "AQI="}, "generic"),
        ("decode_failed", "dragino/ldds75", {"frm_payload": "AQI="}, "0102"),
    ],
)
def test_a_network_message_whose_bytes_cannot_be_read(
    stack: Stack, reason: str, model: str, message: Mapping[str, object], word: str
) -> None:
    device = f"bin-{uuid4().hex[:8]}"
    stack.service.register(device, kind="bin", model=model)
    payload = uplink(device, **message)
    publish(stack, f"v3/city@ttn/devices/{device}/up", payload)
    quarantined = row(stack, device)
    assert (quarantined["reason"], word in quarantined["detail"]) == (reason, True)
    assert base64.b64decode(quarantined["payload"]) == payload


def test_what_the_store_refuses_is_kept_with_its_words_and_its_siblings_are_stored(stack: Stack) -> None:
    if stack.influxd is None:
        pytest.skip("SQLite refuses no reading that decoding lets through")
    old = datetime.now(UTC) - timedelta(days=400)
    line = f"readings,device=other so2=1i {int(old.timestamp())}"  # an integer field, where we write floats
    write(stack, line)
    device = own(stack, reading(time=(old + timedelta(seconds=1)).isoformat(), so2=3.5))
    publish(stack, f"bysans/v1/air/{device}", reading(time=time.time(), so2=4.5))
    quarantined = row(stack, device)
    assert quarantined["reason"] == "store_rejected"
    assert "so2" in quarantined["detail"]
    wait_until(lambda: stack.service.latest(device) == {"so2": 4.5}, "its sibling was stored")


def write(stack: Stack, line: str) -> None:
    assert stack.influxd is not None
    where = {"org": stack.influxd.org, "bucket": stack.bucket, "precision": "s"}
    headers = {"Authorization": f"Token {stack.influxd.token}"}
    httpx.post(f"{stack.influxd.url}/api/v2/write", params=where, headers=headers, content=line).raise_for_status()


def test_an_unknown_device_is_proposed_and_approving_it_stores_what_it_sent_once(stack: Stack) -> None:
    service, device = stack.service, f"new-{uuid4().hex[:8]}"
    publish(stack, f"bysans/v1/air/{device}", *(reading(time=1_760_000_000 + n, pm25=n) for n in range(5)), reading(pm25=77))
    wait_until(lambda: len(rows(service, device)) == 6, "six readings waited")
    assert {item["reason"] for item in rows(service, device)} == {"unknown_device"}
    (proposal,) = [proposed for proposed in service.items("/proposals") if proposed["id"] == device]
    assert (proposal["kind"], proposal["messages"]) == ("air", 6)
    service.register(device)
    wait_until(lambda: len(service.readings(device)) == 6, "all were stored")
    assert sorted(item["value"] for item in service.readings(device)) == [0, 1, 2, 3, 4, 77]
    assert rows(service, device) == []
    assert device not in {proposed["id"] for proposed in service.items("/proposals")}


def test_a_row_can_be_replayed_after_mending_or_thrown_away(stack: Stack) -> None:
    service, device = stack.service, f"bin-{uuid4().hex[:8]}"
    service.register(device)  # as an air device, which is wrong
    publish(stack, f"bysans/v1/bin/{device}", reading(time=1_760_000_000, distance=540), reading(time=1_760_000_600, distance=541))
    wait_until(lambda: len(rows(service, device)) == 2, "both waited")
    second, first = rows(service, device)
    service.register(device, kind="bin")
    service.ask("DELETE", f"/quarantine/{second['id']}")
    service.ask("POST", f"/quarantine/{first['id']}/replay")
    wait_until(lambda: [stored["value"] for stored in service.readings(device)] == [540], "the first was stored")
    assert rows(service, device) == []
