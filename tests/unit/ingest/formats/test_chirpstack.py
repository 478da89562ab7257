"""A message of ChirpStack becomes a reading, whichever parts of it are null."""

import base64
from itertools import combinations
from typing import Any

import pytest

from domain.reading import Reason, TimeSource
from tests.unit.ingest.registered import EUI, NOW, arrival, decode, device, refused, registry, values

TOPIC = f"application/8f6a/device/{EUI}/event/up"
MUD = registry(device("container-7", "bin", "milesight/em400-mud", EUI))
BYTES = base64.b64encode(bytes.fromhex("01755C 04824408")).decode()


def uplink(**more: Any) -> dict[str, Any]:
    return {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d",
        "time": "2026-01-01T11:59:40+00:00",
        "deviceInfo": {"applicationName": "city", "deviceName": "Storgata 7", "devEui": EUI, "tags": {}},
        "devAddr": "00189440",
        "fCnt": 10,
        "fPort": 85,
        "data": BYTES,
        "object": None,
        "rxInfo": [{"gatewayId": "g", "gwTime": "2026-01-01T11:59:30+00:00", "nsTime": "2026-01-01T11:59:41Z", "rssi": -36}],
        "txInfo": {"frequency": 868100000},
        **more,
    }


def test_a_message_becomes_a_reading_at_the_gateways_time() -> None:
    arrived = arrival(decode(uplink(), TOPIC, registered=MUD))
    assert arrived.reading.device_id == "container-7"
    assert arrived.reading.values == {"battery_percent": 92.0, "distance": 2116.0, "rssi": -36.0}
    assert (arrived.reading.time, arrived.reading.time_source) == (NOW - 30_000, TimeSource.GATEWAY)
    assert (arrived.identity, arrived.network_time) == (("3ac7e3c4-4401-4b8d-9386-a5c902f9202d",), NOW - 19_000)


def test_without_a_deduplication_id_the_frame_tells_it_from_others() -> None:
    assert arrival(decode(uplink(deduplicationId=None), TOPIC, registered=MUD)).identity == (EUI, "00189440", 10)


def test_without_the_gateways_clock_the_networks_time_counts() -> None:
    reading = arrival(decode(uplink(rxInfo=[{"gwTime": None, "nsTime": "2026-01-01T11:59:41Z"}]), TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 20_000, TimeSource.NETWORK)
    reading = arrival(decode(uplink(rxInfo=[{"nsTime": "2026-01-01T11:59:41Z"}], time=None), TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 19_000, TimeSource.NETWORK)


def test_a_gateway_in_2012_moves_neither_the_networks_time_nor_the_copy_of_its_own() -> None:
    wrong = "2012-03-01T00:00:00+00:00"
    sent = uplink(time=wrong, rxInfo=[{"gwTime": wrong, "nsTime": "2026-01-01T11:59:41Z"}])
    reading = arrival(decode(sent, TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 19_000, TimeSource.NETWORK)


def test_a_gateway_in_2012_whose_time_the_network_copied_leaves_the_reading_at_our_time() -> None:
    wrong = "2012-04-05T00:00:00Z"
    reading = arrival(decode(uplink(time=wrong, rxInfo=[{"gwTime": wrong}]), TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW, TimeSource.RECEIVED)


def test_what_waited_for_hours_has_its_own_time_while_the_networks_server_bears_witness() -> None:
    sent = uplink(time="2026-01-01T06:00:00Z", rxInfo=[{"gwTime": "2026-01-01T06:00:00Z", "nsTime": "2026-01-01T06:00:00.4Z"}])
    reading = arrival(decode(sent, TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 6 * 3_600_000, TimeSource.GATEWAY)


@pytest.mark.parametrize("nulled", [pair for pair in combinations(uplink(), 2) if "data" not in pair and "fPort" not in pair])
def test_nulls_may_stand_anywhere_beside_the_bytes(nulled: tuple[str, ...]) -> None:
    sent = uplink(**dict.fromkeys(nulled))
    assert values(decode(sent, TOPIC, registered=MUD))["distance"] == 2116.0


@pytest.mark.parametrize("rx", [[None], [{}], [{"rssi": None, "gwTime": None}], "none", [[]], [{"rssi": True}]])
def test_odd_gateway_reports_cost_no_reading(rx: object) -> None:
    assert values(decode(uplink(rxInfo=rx), TOPIC, registered=MUD))["distance"] == 2116.0


def test_the_codecs_object_is_read_when_there_are_no_bytes() -> None:
    sent = uplink(data=None, object={"distance": 2116, "position": "normal"}, rxInfo=None)
    assert values(decode(sent, TOPIC, registered=MUD)) == {"distance": 2116.0, "tilted": 0.0}


def test_an_uplink_without_bytes_or_object_is_housekeeping() -> None:
    assert decode(uplink(data=None), TOPIC, registered=MUD).ignored == 1
    assert decode(uplink(fPort=0, data="AQ=="), TOPIC, registered=MUD).ignored == 0 + 1


@pytest.mark.parametrize(
    ("sent", "reason", "named"),
    [
        ({}, Reason.SCHEMA, "no uplink of ChirpStack"),
        (uplink(data="ÿ"), Reason.SCHEMA, "data is 'ÿ'"),
        (uplink(fPort="85"), Reason.SCHEMA, "fPort is '85'"),
        (uplink(fPort=None), Reason.SCHEMA, "fPort is missing"),
        (uplink(deviceInfo={"devEui": "0011223344556677"}), Reason.ID_MISMATCH, "0011223344556677"),
    ],
)
def test_what_is_no_uplink_names_the_field(sent: object, reason: Reason, named: str) -> None:
    reason_, detail = refused(decode(sent, TOPIC, registered=MUD))
    assert reason_ is reason
    assert named in detail


def test_a_stranger_is_proposed_by_its_dev_eui() -> None:
    unknown_device = decode(uplink(), TOPIC).unknown_device
    assert unknown_device is not None
    assert (unknown_device.device_id, unknown_device.dev_eui) == (EUI, EUI)
