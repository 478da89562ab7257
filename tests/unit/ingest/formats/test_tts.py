"""A message of The Things Stack becomes a reading of the registered device, at the best time it tells."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from domain.parameter import Flag, flag_of
from domain.reading import Reason, TimeSource
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from tests.unit.ingest.registered import CATALOGUE, EUI, NOW, arrival, decode, device, refused, registry, rejection, values

TOPIC = "v3/city@ttn/devices/bin-7/up"
EM400 = base64.b64encode(bytes.fromhex("01755C 0367 0101 0482 4408 050001")).decode()
MUD = registry(device("container-7", "bin", "milesight/em400-mud", EUI))
GENERIC = registry(device("bin-7", "bin", "generic"))


def uplink(**message: Any) -> dict[str, Any]:
    return {
        "end_device_ids": {"device_id": "bin-7", "application_ids": {"application_id": "city"}, "dev_eui": EUI.upper()},
        "correlation_ids": ["gs:uplink:1"],
        "received_at": "2026-01-01T11:59:30.5Z",
        "uplink_message": {"session_key_id": "AYfg", "f_port": 85, "f_cnt": 12, "frm_payload": EM400, **message},
    }


def test_the_device_is_found_by_its_dev_eui_and_its_bytes_are_read_by_its_model() -> None:
    arrived = arrival(decode(uplink(), TOPIC, registered=MUD))
    assert arrived.reading.device_id == "container-7"
    assert arrived.reading.values == {"battery_percent": 92.0, "temperature": 25.7, "distance": 2116.0, "tilted": 1.0}
    assert (arrived.identity, arrived.network_time) == ((EUI, "AYfg", 12), NOW - 29_500)


def test_without_the_dev_eui_in_the_registry_the_networks_name_counts() -> None:
    assert arrival(decode(uplink(decoded_payload={"distance": 540}), TOPIC, registered=GENERIC)).reading.device_id == "bin-7"


def test_the_bytes_are_preferred_to_what_the_network_decoded() -> None:
    assert values(decode(uplink(decoded_payload={"distance": 1}), TOPIC, registered=MUD))["distance"] == 2116.0


@pytest.mark.parametrize("alarm", [{"distance_alarming": True}, {"distance_alarm": "threshold_alarm"}])
def test_without_bytes_both_json_dialects_of_milesight_are_read(alarm: dict[str, object]) -> None:
    sent = {"battery": 92, "distance": 2116, "position": "tilt", "temperature": 25.7, **alarm}
    decoded = decode(uplink(frm_payload=None, decoded_payload=sent), TOPIC, registered=MUD)
    assert values(decoded) == {"battery_percent": 92.0, "distance": 2116.0, "tilted": 1.0, "temperature": 25.7}
    assert decoded.unknown_keys == ()


def test_a_networks_field_in_another_unit_is_converted() -> None:
    registry_ = registry(device("bin-7", "bin", "milesight/em500-udl"))
    assert values(decode(uplink(frm_payload=None, decoded_payload={"distance": 0.54}), TOPIC, registered=registry_)) == {"distance": 540.0}


def test_values_wrapped_with_their_units_are_taken_out() -> None:
    registry_ = registry(device("bin-7", "bin", "decentlab/dl-mbx"))
    sent = {"distance": {"displayName": "Distance", "value": 1234, "unit": "mm"}, "battery_voltage": {"value": 2.993}}
    assert values(decode(uplink(frm_payload=None, decoded_payload=sent), TOPIC, registered=registry_)) == {
        "distance": 1234.0,
        "battery": 2.993,
    }


def test_a_zero_frame_counter_is_left_out_by_the_network() -> None:
    sent = uplink()
    del sent["uplink_message"]["f_cnt"]
    assert arrival(decode(sent, TOPIC, registered=MUD)).identity == (EUI, "AYfg", 0)


def test_the_strongest_gateway_tells_rssi_and_time() -> None:
    gateways = [
        {"rssi": -110, "time": "2026-01-01T11:59:20Z"},
        {"rssi": -70, "time": "2026-01-01T11:59:10Z"},
        {"rssi": 9_999, "time": "2026-01-01T11:59:00Z"},
    ]
    reading = arrival(decode(uplink(rx_metadata=gateways), TOPIC, registered=MUD)).reading
    assert reading.values["rssi"] == -70.0
    assert (reading.time, reading.time_source) == (NOW - 50_000, TimeSource.GATEWAY)


@pytest.mark.parametrize("clock", ["1970-01-01T00:00:07Z", "2031-01-01T00:00:00Z", "no time", 7, None])
def test_a_gateways_wrong_clock_is_passed_over_for_the_networks(clock: object) -> None:
    reading = arrival(decode(uplink(rx_metadata=[{"rssi": -70, "time": clock}]), TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 29_500, TimeSource.NETWORK)


def test_a_weaker_gateway_with_a_dead_clock_does_not_move_the_reading_years_back() -> None:
    gateways = [{"rssi": -70}, {"rssi": -110, "time": "2012-03-01T00:00:00Z"}]
    reading = arrival(decode(uplink(rx_metadata=gateways), TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 29_500, TimeSource.NETWORK)


def test_the_gateway_servers_time_stands_in_for_the_networks() -> None:
    gateways = [{"rssi": -70, "time": "2012-03-01T00:00:00Z", "received_at": "2026-01-01T11:59:20Z"}]
    reading = arrival(decode({**uplink(rx_metadata=gateways), "received_at": None}, TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW - 40_000, TimeSource.NETWORK)


@pytest.mark.parametrize("rssi", [True, "−70", None, [-70]])
def test_a_signal_strength_that_is_no_number_is_left_out(rssi: object) -> None:
    assert "rssi" not in values(decode(uplink(rx_metadata=[{"rssi": rssi}]), TOPIC, registered=MUD))


def test_without_any_time_it_is_ours() -> None:
    reading = arrival(decode({**uplink(), "received_at": None}, TOPIC, registered=MUD)).reading
    assert (reading.time, reading.time_source) == (NOW, TimeSource.RECEIVED)


@pytest.mark.parametrize(
    "empty",
    [{"f_port": 0}, *({"f_port": port, "frm_payload": payload} for port in (85, None) for payload in ("", None))],
)
def test_the_networks_own_housekeeping_is_ignored(empty: dict[str, object]) -> None:
    assert decode(uplink(**empty), TOPIC, registered=MUD).ignored == 1


def test_a_device_that_only_describes_itself_is_ignored() -> None:
    about = base64.b64encode(bytes.fromhex("ff0bff ff0101 ff0f00")).decode()
    assert decode(uplink(frm_payload=about), TOPIC, registered=MUD).ignored == 1


def test_what_was_read_before_an_unknown_channel_is_kept_and_marked() -> None:
    cut = base64.b64encode(bytes.fromhex("01755C EE01AA")).decode()
    arrived = arrival(decode(uplink(frm_payload=cut), TOPIC, registered=MUD))
    assert arrived.reading.values == {"battery_percent": 92.0}
    assert "unknown channel" in (arrived.partial or "")


def test_bytes_of_which_nothing_can_be_read_fail_with_the_reason() -> None:
    reason, detail = refused(decode(uplink(frm_payload="7gE="), TOPIC, registered=MUD))
    assert (reason, "unknown channel: ee 01" in detail) == (Reason.DECODE_FAILED, True)


def test_another_devices_bytes_fail_with_the_reason() -> None:
    registry_ = registry(device("bin-7", "bin", "decentlab/dl-mbx"))
    reason, detail = refused(decode(uplink(), TOPIC, registered=registry_))
    assert (reason, "protocol 1 is not 2" in detail) == (Reason.DECODE_FAILED, True)


def test_a_model_that_sends_readings_on_one_port_is_not_read_from_another() -> None:
    registry_ = registry(device("bin-7", "bin", "dragino/ldds75"))
    assert values(decode(uplink(f_port=2, frm_payload="C0UBGAA="), TOPIC, registered=registry_)) == {"battery": 2.885, "distance": 280.0}
    reason, detail = refused(decode(uplink(f_port=3, frm_payload="C0UBGAA="), TOPIC, registered=registry_))
    assert (reason, "port 3" in detail) == (Reason.DECODE_FAILED, True)


def test_a_published_decoder_known_to_be_wrong_is_not_believed() -> None:
    registry_ = registry(device("bin-7", "bin", "dragino/ldds75"))
    assert (
        refused(decode(uplink(frm_payload=None, decoded_payload={"distance": 3402}), TOPIC, registered=registry_))[0]
        is Reason.DECODE_FAILED
    )


def test_what_a_device_kept_becomes_readings_of_their_own_times() -> None:
    registry_ = registry(device("bin-7", "bin", "milesight/em500-udl"))
    earlier, undated, impossible = "20CE C05F5669 4408", "20CE 07000000 4408", "20CE C0605669 50C3"
    sent = base64.b64encode(bytes.fromhex(f"017564 {earlier} {undated} {impossible}")).decode()
    decoded = decode(uplink(frm_payload=sent), TOPIC, registered=registry_)
    assert [(part.reading.time, part.reading.time_source, part.reading.values) for part in decoded.arrivals] == [
        (NOW - 29_500, TimeSource.NETWORK, {"battery_percent": 100.0}),
        (0x69565FC0 * 1000, TimeSource.DEVICE, {"distance": 2116.0}),
    ]
    assert [part.reason for part in decoded.rejections] == [Reason.ANCIENT_TIME, Reason.OUT_OF_RANGE]


def test_a_model_whose_decoder_is_not_here_costs_only_its_own_devices() -> None:
    model = replace(CATALOGUE.models["milesight/em400-mud"], decoder="milesight-em999")
    catalogue = replace(CATALOGUE, models={**CATALOGUE.models, model.id: model})
    entry = Entry(0, 1, NOW, TOPIC, json.dumps(uplink()).encode())
    reason, detail = refused(Decoder(catalogue, retention_ms=None).decode(entry, MUD))
    assert (reason, "'milesight-em999'; there are decentlab-dl-mbx" in detail) == (Reason.DECODE_FAILED, True)


def test_a_distance_of_ffff_is_no_sensor_and_battery_and_tilt_stay() -> None:
    sent = base64.b64encode(bytes.fromhex("01755C 0482FFFF 050001")).decode()
    decoded = decode(uplink(frm_payload=sent), TOPIC, registered=MUD)
    assert values(decoded) == {"battery_percent": 92.0, "distance": 65535.0, "tilted": 1.0}
    model = CATALOGUE.models["milesight/em400-mud"]
    assert flag_of(65535.0, CATALOGUE.parameters["distance"], model) is Flag.MISSING
    assert decoded.apart == ()


@pytest.mark.parametrize(
    ("volt", "battery", "low"),
    [
        ("2.6(low battery)", 2.6, 1.0),
        (3.5, 3.5, 0.0),
        ("3 (low battery)", 3.0, 1.0),
        (3, 3.0, 0.0),
        ("3.1 V", 3.1, 0.0),
        ("3.1V", 3.1, 0.0),
        ("2.6 V (low battery)", 2.6, 1.0),
    ],
)
def test_netvoxs_low_battery_mark_leaves_the_voltage_and_is_a_sign_of_its_own(volt: object, battery: float, low: float) -> None:
    registry_ = registry(device("bin-7", "bin", "netvox/r718x"))
    sent = {"Device": "R718X", "Volt": volt, "Status": "OFF", "Distance": 540}
    decoded = decode(uplink(frm_payload=None, decoded_payload=sent), TOPIC, registered=registry_)
    assert values(decoded) == {"battery": battery, "battery_low": low, "distance": 540.0}


@pytest.mark.parametrize(
    "volt", ["3,1 V", "V", "full", "(low battery)", "x(low battery)", "²(low battery)", "1e3(low battery)", "--1(low battery)"]
)
def test_a_mark_behind_no_number_costs_only_itself(volt: str) -> None:
    registry_ = registry(device("bin-7", "bin", "netvox/r718x"))
    arrived = arrival(decode(uplink(frm_payload=None, decoded_payload={"Volt": volt, "Distance": 540}), TOPIC, registered=registry_))
    assert arrived.reading.values == {"distance": 540.0}
    assert "Volt is" in (arrived.partial or "")


def test_bytes_without_a_decoder_are_of_an_unknown_model() -> None:
    reason, detail = refused(decode(uplink(), TOPIC, registered=GENERIC))
    assert (reason, "'generic' has no decoder" in detail) == (Reason.UNKNOWN_MODEL, True)


def test_a_word_where_a_number_belongs_costs_only_itself() -> None:
    arrived = arrival(decode(uplink(decoded_payload={"distance": "Invalid Reading", "battery": 3.6}), TOPIC, registered=GENERIC))
    assert arrived.reading.values == {"battery": 3.6}
    assert "'Invalid Reading'" in (arrived.partial or "")
    assert refused(decode(uplink(decoded_payload={"distance": "No Sensor"}), TOPIC, registered=GENERIC))[0] is Reason.DECODE_FAILED


def test_an_unknown_device_is_proposed_with_what_is_known_of_it() -> None:
    sent = uplink(version_ids={"brand_id": "milesight-iot", "model_id": "em400-mud"})
    decoded = decode(sent, TOPIC)
    assert rejection(decoded).reason is Reason.UNKNOWN_DEVICE
    assert decoded.unknown_device == ("bin-7", "bin", "milesight/em400-mud", EUI)


@pytest.mark.parametrize(("sent", "kind"), [({"distance": 1}, "bin"), ({"FillLevel": 1}, "bin"), ({"pm25": 1}, "air")])
def test_without_a_known_model_the_kind_is_guessed_from_what_was_decoded(sent: dict[str, object], kind: str) -> None:
    unknown_device = decode(uplink(decoded_payload=sent), TOPIC).unknown_device
    assert unknown_device is not None
    assert (unknown_device.kind, unknown_device.model) == (kind, None)


@pytest.mark.parametrize(
    ("sent", "reason", "named"),
    [
        ([uplink()], Reason.SCHEMA, "a list"),
        ({}, Reason.SCHEMA, "uplink_message is missing"),
        ({"uplink_message": 7}, Reason.SCHEMA, "uplink_message is 7"),
        (uplink(f_cnt="many"), Reason.SCHEMA, "f_cnt is 'many'"),
        (uplink(f_port=None), Reason.SCHEMA, "f_port is missing"),
        (uplink(f_port=None, frm_payload=None, decoded_payload={"distance": 1}), Reason.SCHEMA, "f_port is missing"),
        (uplink(f_port=True), Reason.SCHEMA, "f_port is true"),
        (uplink(frm_payload="not base64!"), Reason.SCHEMA, "frm_payload is 'not base64!'"),
        (uplink(frm_payload=["x"]), Reason.SCHEMA, "frm_payload is a list"),
        ({**uplink(), "end_device_ids": {"device_id": "other"}}, Reason.ID_MISMATCH, "'other'"),
    ],
)
def test_what_is_no_uplink_names_the_field(sent: object, reason: Reason, named: str) -> None:
    reason_, detail = refused(decode(sent, TOPIC, registered=MUD))
    assert reason_ is reason
    assert named in detail


def test_the_rejection_names_the_registered_device() -> None:
    assert rejection(decode(uplink(frm_payload="7gE="), TOPIC, registered=MUD)).device_id == "container-7"


@pytest.mark.parametrize(
    "version_ids", [{"brand_id": "milesight-iot"}, {"model_id": "em400-mud"}, {"brand_id": "", "model_id": "em400-mud"}]
)
def test_half_a_models_name_names_none(version_ids: dict[str, object]) -> None:
    unknown_device = decode(uplink(version_ids=version_ids, decoded_payload={"distance": 1}), TOPIC).unknown_device
    assert unknown_device is not None
    assert unknown_device.model is None


def test_a_normalized_payload_is_read_in_its_own_units_where_no_model_names_the_fields() -> None:
    sent = {"TempF": 70.7, "humidity": 0.4, "fw": "1.3"}
    normalized = [{"air": {"temperature": 21.5, "relativeHumidity": 40, "pressure": 1013.2, "co2": 420}, "soil": {"moisture": 3}}]
    decoded = decode(uplink(frm_payload=None, decoded_payload=sent, normalized_payload=normalized), TOPIC, registered=GENERIC)
    assert values(decoded) == {"temperature": 21.5, "humidity": 40.0, "pressure": 1013.2, "co2": 420.0}
    assert {key for _, key in decoded.unknown_keys} == {"TempF", "fw"}


def test_a_model_that_names_the_fields_goes_before_a_normalized_payload() -> None:
    sent = {"battery": 92, "temperature": 25.7}
    decoded = decode(
        uplink(frm_payload=None, decoded_payload=sent, normalized_payload=[{"air": {"temperature": 1.0}}]), TOPIC, registered=MUD
    )
    assert values(decoded) == {"battery_percent": 92.0, "temperature": 25.7}


def test_normalized_measurements_with_a_time_are_readings_of_that_time() -> None:
    normalized = [{"air": {"temperature": 21.5}}, {"time": "2026-01-01T11:00:00Z", "air": {"temperature": 20.5}}]
    decoded = decode(uplink(frm_payload=None, decoded_payload={"x": 1}, normalized_payload=normalized), TOPIC, registered=GENERIC)
    assert [(reading.time, reading.values) for reading in decoded.readings] == [
        (NOW - 30_000 + 500, {"temperature": 21.5}),
        (NOW - 3_600_000, {"temperature": 20.5}),
    ]


@pytest.mark.parametrize("normalized", [{}, [3], [{"air": 3}], [{"air": {"temperature": "21"}}], [{"air": {"temperature": True}}]])
def test_a_normalized_payload_that_is_none_changes_nothing(normalized: object) -> None:
    decoded = decode(uplink(frm_payload=None, decoded_payload={"temperature": 3}, normalized_payload=normalized), TOPIC, registered=GENERIC)
    assert values(decoded) == {"temperature": 3.0}
