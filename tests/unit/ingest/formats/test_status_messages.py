"""What a device says of itself is no reading and no fault, and costs no measurement beside it."""

import base64
from collections.abc import Mapping
from typing import Any

import pytest

from ingest.decode.arrival import DecodeResult
from tests.unit.ingest.registered import CATALOGUE, decode, device, registry, values

EM400 = ("milesight/em400-mud", "milesight/em400-tld", "milesight/em400-udl")
MILESIGHT = (*EM400, "milesight/em310-udl", "milesight/em500-udl", "milesight/am319")
# After a join and a reset, and as answers to downlinks. Sources: the vendors' user guides and published decoders.
MILESIGHT_STATUS = {
    "power on": "ff0bff",
    "protocol version": "ff0101",
    "hardware version": "ff090100",
    "firmware version": "ff0a0101",
    "class": "ff0f00",
    "serial number": "ff166329c42503920003",
    "things model version": "ffff0100",
    "reset": "fffe01",
    "all of a join": "ff0bff ff0101 ff166329c42503920003 ff090100 ff0a0101 ff0f00 ffff0100",
    "reporting interval set": "fe03b004",
    "collecting interval set": "fe02 3c00",
    "rebooted": "fe10ff",
    "status queried": "fe28ff",
    "alarm set": "fe06 ca 0000 0000 0000 0000",
}
MEASURED: Mapping[str, tuple[str, dict[str, float]]] = {
    **dict.fromkeys(EM400, ("01755C 04824408", {"battery_percent": 92.0, "distance": 2116.0})),
    "milesight/em310-udl": ("01755C 03824408 040001", {"battery_percent": 92.0, "distance": 2116.0, "tilted": 1.0}),
    "milesight/em500-udl": ("017564 03821E00", {"battery_percent": 100.0, "distance": 30.0}),
    "milesight/am319": ("0367EA00 077DCD04", {"temperature": 23.4, "co2": 1229.0}),
}
NETVOX_STATUS: Mapping[str, dict[str, object]] = {
    "version": {"Device": "R718X", "SWver": 1.2, "HWver": 1, "Datecode": "20200826"},
    "interval set": {"Cmd": "ConfigReportRsp", "Device": "R718X", "Status": "Success"},
    "interval read": {"Cmd": "ReadConfigReportRsp", "Device": "R718X", "MinTime": 3600, "MaxTime": 3600, "BatteryChange": 0.1},
    "dead zone read": {"Cmd": "GetDeadZoneDistanceRsp", "Device": "R718X", "DeadZoneDistance": 200},
}


def uplink(model: str, data: str = "", port: int = 85, **message: Any) -> DecodeResult:
    registry_ = registry(device("d-1", CATALOGUE.models[model].kind or "air", model))
    payload = base64.b64encode(bytes.fromhex(data)).decode()
    body = {"end_device_ids": {"device_id": "d-1"}, "uplink_message": {"f_port": port, "frm_payload": payload, **message}}
    return decode(body, "v3/a@t/devices/d-1/up", registered=registry_)


def is_ignored(decoded: DecodeResult) -> bool:
    return (decoded.ignored, decoded.arrivals, decoded.rejections, decoded.unknown_keys) == (1, (), (), ())


@pytest.mark.parametrize("status", MILESIGHT_STATUS.values(), ids=MILESIGHT_STATUS)
@pytest.mark.parametrize("model", MILESIGHT)
def test_milesights_status_is_ignored_alone_and_costs_nothing_before_or_behind_a_measurement(model: str, status: str) -> None:
    data, measured = MEASURED[model]
    assert is_ignored(uplink(model, status))
    for both in (status + data, data + status):
        decoded = uplink(model, both)
        assert values(decoded) == measured
        assert (decoded.arrivals[0].partial, decoded.unknown_keys) == (None, ())


@pytest.mark.parametrize("decoded", NETVOX_STATUS.values(), ids=NETVOX_STATUS)
def test_netvoxs_status_is_ignored(decoded: dict[str, object]) -> None:
    assert is_ignored(uplink("netvox/r718x", port=7, decoded_payload=decoded))


@pytest.mark.parametrize("decoded", [{"sn": "6329c42503920003"}, {"ipso_version": "v0.1", "reset_event": "reset", "device_status": "on"}])
@pytest.mark.parametrize("model", MILESIGHT)
def test_a_networks_decoding_of_milesights_status_is_ignored(model: str, decoded: dict[str, object]) -> None:
    assert is_ignored(uplink(model, decoded_payload=decoded))


def test_draginos_status_carries_a_battery() -> None:
    assert values(uplink("dragino/ldds75", "27 0120 01 ff 0b45", port=5)) == {"battery": 2.885}


def test_a_dragino_status_without_a_battery_is_ignored() -> None:
    assert is_ignored(uplink("dragino/ldds75", "27 0120 01 ff", port=5))


def test_an_airrohr_that_only_says_how_it_is_measures_nothing_and_the_sentence_says_so() -> None:
    body = {"sensordatavalues": [{"value_type": name, "value": "1"} for name in ("samples", "min_micro", "max_micro", "interval")]}
    decoded = decode(body, "bysans/v1/airrohr/airrohr-123")
    assert [rejected.detail for rejected in decoded.rejections] == ["sensordatavalues holds no value_type that is a parameter"]
