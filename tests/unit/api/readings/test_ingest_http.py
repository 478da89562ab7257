"""What comes over HTTP is published where its device would have sent it, and accepted once the broker has it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.unit.api.hand import Broker
from tests.unit.ingest.registered import decode, device, registry

TTS = {"end_device_ids": {"device_id": "bin-7", "application_ids": {"application_id": "waste"}}, "uplink_message": {"f_port": 85}}
CHIRPSTACK = {"deviceInfo": {"applicationId": "app-1", "devEui": "24e124713d012345"}, "data": "AXVk"}


def published(broker: Broker) -> list[tuple[str, Any]]:
    return [(topic, json.loads(payload)) for topic, payload in broker.messages]


def test_a_reading_goes_to_its_devices_topic(client: TestClient, broker: Broker) -> None:
    answer = client.post("ingest/readings", json={"device_id": "a1", "pm25": 8.2, "kind": "air"})
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "unknown_keys": []})
    assert published(broker) == [("bysans/v1/air/a1", {"device_id": "a1", "pm25": 8.2})]


@pytest.mark.parametrize(
    ("reading", "kind"),
    [
        ({"distance": 5}, "bin"),
        ({"Fill_Level": 5}, "bin"),
        ({"fill": 5}, "bin"),
        ({"tilt": 5}, "bin"),
        ({"battery": 3.6}, "air"),
        ({"pm25": 1, "kind": "bin"}, "bin"),
    ],
)
def test_an_unknown_devices_kind_is_said_or_seen(client: TestClient, broker: Broker, reading: dict[str, Any], kind: str) -> None:
    client.post("ingest/readings", json={"device_id": "x", **reading})
    assert broker.messages[0][0] == f"bysans/v1/{kind}/x"


def test_a_registered_devices_kind_counts(client: TestClient, broker: Broker) -> None:
    client.put("devices/s", json={"kind": "bin", "model": "generic", "interval_s": 600})
    client.post("ingest/readings", json={"device_id": "s", "battery": 3.6})
    assert broker.messages[0][0] == "bysans/v1/bin/s"
    assert client.post("ingest/readings", json={"device_id": "s", "battery": 3.6, "kind": "air"}).status_code == 422


def test_an_array_becomes_a_message_a_device_in_order(client: TestClient, broker: Broker) -> None:
    sent = [{"device_id": device, "pm25": value} for device, value in (("a", 1), ("b", 2), ("a", 3))]
    assert client.post("ingest/readings", json=sent).json() == {"accepted": 3, "unknown_keys": []}
    assert published(broker) == [("bysans/v1/air/a", [sent[0], sent[2]]), ("bysans/v1/air/b", sent[1])]


def test_webhooks_go_on_as_they_came(client: TestClient, broker: Broker) -> None:
    raw = json.dumps(TTS, indent=3).encode()
    assert client.post("ingest/tts", content=raw).status_code == 202
    assert broker.messages == [("v3/waste/devices/bin-7/up", raw)]
    client.post("ingest/tts", json={**TTS, "uplink_message": None, "join_accept": {}} | {"join_accept": {}})
    client.post("ingest/chirpstack", json=CHIRPSTACK)
    client.post("ingest/chirpstack", params={"event": "join"}, json=CHIRPSTACK)
    client.post("ingest/airrohr", json={"esp8266id": 12345678, "sensordatavalues": []})
    assert [topic for topic, _ in broker.messages[2:]] == [
        "application/app-1/device/24e124713d012345/event/up",
        "application/app-1/device/24e124713d012345/event/join",
        "bysans/v1/airrohr/12345678",
    ]


def test_a_join_is_no_uplink(client: TestClient, broker: Broker) -> None:
    client.post("ingest/tts", json={"end_device_ids": TTS["end_device_ids"], "join_accept": {}})
    assert broker.messages[0][0] == "v3/waste/devices/bin-7/join"


def test_a_normalized_uplink_is_accepted_and_goes_where_it_is_ignored(client: TestClient, broker: Broker) -> None:
    body = {"end_device_ids": TTS["end_device_ids"], "uplink_normalized": {"normalized_payload": {"air": {"temperature": 3}}}}
    assert client.post("ingest/tts", json=body).status_code == 202
    assert broker.messages[0][0] == "v3/waste/devices/bin-7/up/normalized"


def test_keys_that_are_no_parameter_are_answered(client: TestClient) -> None:
    sent = [
        {"device_id": "a", "PM25": 1, "pm2_5": 1, "timestamp": 1769860800, "pm_25_avg": 2},
        {"device_id": "b", "pm25": 1, "fw": "2", "kind": "air"},
    ]
    assert client.post("ingest/readings", json=sent).json() == {"accepted": 2, "unknown_keys": ["pm2_5", "pm_25_avg", "fw"]}
    values = [{"value_type": name, "value": "1"} for name in ("SDS_P1", "samples", "XYZ")]
    assert client.post("ingest/airrohr", json={"esp8266id": 1, "sensordatavalues": values}).json() == {
        "accepted": 1,
        "unknown_keys": ["XYZ"],
    }


@pytest.mark.parametrize("sent", [{"pm25": 5, "PM25": 6}, {"PM25": 6, "pm25": 5}, {"PM25": 5, "pm2_5": 6}, {"pm25": 5, "x": 1, "X": 2}])
def test_the_answer_names_the_keys_that_ingest_counts(client: TestClient, broker: Broker, sent: dict[str, int]) -> None:
    answer = client.post("ingest/readings", json={"device_id": "g1", **sent}).json()
    topic, payload = broker.messages[0]
    decoded = decode(json.loads(payload), topic, registered=registry(device("g1")))
    assert [key for _, key in decoded.unknown_keys] == answer["unknown_keys"] != []


EUI = "24e124713d012345"


def tts(decoded: Any, **uplink: Any) -> dict[str, Any]:
    return {**TTS, "end_device_ids": {**TTS["end_device_ids"], "dev_eui": EUI.upper()}} | {
        "uplink_message": {"f_port": 85, "decoded_payload": decoded, **uplink}
    }


def chirpstack(decoded: Any, **event: Any) -> dict[str, Any]:
    return {"deviceInfo": {"applicationId": "app-1", "devEui": EUI.upper()}, "fPort": 85, "object": decoded, **event}


@pytest.mark.parametrize("path_and_body", [("tts", tts), ("chirpstack", chirpstack)], ids=["tts", "chirpstack"])
@pytest.mark.parametrize(
    ("model", "decoded", "unknown"),
    [
        (None, {"pm25": 1, "Temperature": 3, "pm_25_avg": 2}, ["pm_25_avg"]),
        ("generic", {"pm25": 1, "fw": 2}, ["fw"]),
        ("netvox/r718x", {"Distance": 1, "SWver": 2, "distance": 1}, ["distance"]),
        ("generic", None, []),
        ("generic", 5, []),
    ],
)
def test_a_networks_fields_that_are_no_parameter_are_answered(
    client: TestClient, path_and_body: tuple[str, Callable[[Any], Any]], model: str | None, decoded: Any, unknown: list[str]
) -> None:
    path, body = path_and_body
    if model is not None:
        registered(client, model)
    assert client.post(f"ingest/{path}", json=body(decoded)).json() == {"accepted": 1, "unknown_keys": unknown}


def registered(client: TestClient, model: str) -> None:
    answer = client.put("devices/d", json={"kind": "bin", "model": model, "interval_s": 600, "dev_eui": EUI})
    assert answer.status_code == 201, answer.json()


def test_beside_bytes_that_we_decode_ourselves_a_networks_fields_are_not_read_and_so_not_named(client: TestClient) -> None:
    registered(client, "milesight/em400-mud")
    for path, body in (("tts", tts({"XYZ": 1}, frm_payload="AXVk")), ("chirpstack", chirpstack({"XYZ": 1}, data="AXVk"))):
        assert client.post(f"ingest/{path}", json=body).json() == {"accepted": 1, "unknown_keys": []}


@pytest.mark.parametrize("path", ["readings", "tts", "chirpstack", "airrohr"])
@pytest.mark.parametrize(
    ("raw", "field"), [(b'{"device_id": "a", "pm25": 1, "pm25": 2}', "pm25"), (b"[" * 50_000, "body"), (b'{"a":' * 9_000, "body")]
)
def test_what_json_does_not_say_clearly_is_refused(client: TestClient, broker: Broker, path: str, raw: bytes, field: str) -> None:
    answer = client.post(f"ingest/{path}", content=raw)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, field)
    assert broker.messages == []


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("readings", {"pm25": 1}, "device_id"),
        ("readings", {"device_id": "a/+/#", "pm25": 1}, "device_id"),
        ("readings", [{"device_id": "a", "pm25": 1}, {"pm25": 2}], "1.device_id"),
        ("readings", [{"device_id": "a"}, 5], "1"),
        ("readings", [], "body"),
        ("readings", [{"device_id": "a", "pm25": 1}] * 501, "body"),
        ("readings", {"device_id": "a", "kind": "water"}, "kind"),
        ("readings", "text", "body"),
        ("tts", {}, "end_device_ids.device_id"),
        ("tts", {"end_device_ids": {"device_id": "a/b", "application_ids": {"application_id": "x"}}}, "end_device_ids.device_id"),
        ("tts", {"end_device_ids": TTS["end_device_ids"]}, "body"),
        ("tts", [], "end_device_ids.device_id"),
        ("chirpstack", {"deviceInfo": {"applicationId": "a"}}, "deviceInfo.devEui"),
        ("chirpstack", {"deviceInfo": None}, "deviceInfo.applicationId"),
        ("airrohr", {"esp8266id": True}, "esp8266id"),
        ("airrohr", 5, "esp8266id"),
    ],
)
def test_what_names_no_device_is_refused_and_not_published(client: TestClient, broker: Broker, path: str, body: Any, field: str) -> None:
    answer = client.post(f"ingest/{path}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == field
    assert broker.messages == []


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"device_id": "a", "pm25": ' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_refused(client: TestClient, raw: bytes) -> None:
    answer = client.post("ingest/readings", content=raw)
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "body")


def test_a_broker_that_is_away_says_when_to_send_again(client: TestClient, broker: Broker) -> None:
    broker.away = True
    answer = client.post("ingest/airrohr", json={"esp8266id": "1"})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.headers["content-type"] == "application/problem+json"


def test_every_key_that_is_left_out_is_named_however_many_they_are(client: TestClient) -> None:
    keys = [f"key_{number}" for number in range(150)]
    answer = client.post("ingest/readings", json={"device_id": "d", "kind": "air", "pm25": 1.0, **dict.fromkeys(keys, 1)})
    assert answer.json()["unknown_keys"] == keys
