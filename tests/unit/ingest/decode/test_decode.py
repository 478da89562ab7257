"""Every message ends as readings, as rejections that a person can act on, or as ignored; nothing it holds can stop us."""

import json
from dataclasses import replace

import pytest

from domain.device import History, Registry
from domain.reading import Reading, Reason, TimeSource
from ingest.decode.arrival import DecodeResult
from ingest.decode.decode import Decoder
from ingest.decode.service_time import DataTime
from ingest.log.entry import Entry
from tests.unit.ingest.registered import CATALOGUE, NOW, REGISTRY, arrival, decode, device, refused, registry, rejection, values

MINUTE = 60_000
DAY = 86_400_000
NOBODY = Registry({}, {}, {}, {})


def test_a_message_becomes_a_reading_in_its_devices_name() -> None:
    decoded = decode({"time": "2026-01-01T11:50:00Z", "seq": 17, "pm25": 8.2, "no2": 21.5, "humidity": 71, "battery": 3.6})
    expected = Reading(
        "air-1", NOW - 10 * MINUTE, {"pm25": 8.2, "no2": 21.5, "humidity": 71.0, "battery": 3.6}, time_source=TimeSource.DEVICE
    )
    assert arrival(decoded).reading == expected
    assert arrival(decoded).identity == (17,)
    assert all(type(value) is float for value in values(decoded).values())


def test_a_bin_sends_distance_and_tilt_on_its_own_topic() -> None:
    assert values(decode({"distance": 540, "tilt": 2}, "bysans/v1/bin/bin-1")) == {"distance": 540.0, "tilt": 2.0}


def test_without_a_time_it_is_the_one_of_its_arrival_and_marked_so() -> None:
    for body in ({"pm25": 1}, {"pm25": 1, "time": None}):
        reading = arrival(decode(body)).reading
        assert (reading.time, reading.time_source) == (NOW, TimeSource.RECEIVED)


def test_an_unknown_key_is_left_out_and_counted() -> None:
    decoded = decode({"pm25": 1, "firmware": "2.1", "PMten": 3})
    assert values(decoded) == {"pm25": 1.0}
    assert decoded.unknown_keys == (("air-1", "firmware"), ("air-1", "PMten"))


def test_null_is_not_measured() -> None:
    assert values(decode({"pm25": 1, "pm10": None, "seq": None, "units": None, "device_id": None})) == {"pm25": 1.0}


@pytest.mark.parametrize("payload", [b"", b"  \n", b"{", b"pm25=1", b"\x00", b"{}x", b"[" * 60_000, b'{"a":' * 9_000, b"\xef\xbb\xbf{}"])
def test_what_is_not_json_is_not_json_however_deep(payload: bytes) -> None:
    assert refused(decode(payload))[0] is Reason.NOT_JSON


@pytest.mark.parametrize("payload", [b"\xff", b'{"pm25": 1, "note": "\xe6"}', b'{"pm25": 1}\x80'])
def test_what_is_not_utf8_is_bad_encoding(payload: bytes) -> None:
    reason, detail = refused(decode(payload))
    assert reason is Reason.BAD_ENCODING
    assert "not UTF-8" in detail


def test_64_kib_are_allowed_and_one_byte_more_is_too_large() -> None:
    body = b'{"pm25": 1}'
    assert values(decode(body.ljust(65_536))) == {"pm25": 1.0}
    assert refused(decode(body.ljust(65_537)))[0] is Reason.TOO_LARGE


def test_too_large_is_told_before_bad_encoding() -> None:
    assert refused(decode(b"\xff" * 65_537))[0] is Reason.TOO_LARGE


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"7", "got 7"),
        (b'"pm25"', "got 'pm25'"),
        (b"null", "got null"),
        (b"{}", "no parameter"),
        (b'{"time": 1767268800, "firmware": 1}', "no parameter"),
        (b'{"pm25": null}', "no parameter"),
        (b'{"pm25": true}', "pm25 is true"),
        (b'{"pm25": "12"}', "pm25 is '12'"),
        (b'{"pm25": [12]}', "pm25 is a list"),
        (b'{"pm25": {"value": 12}}', "pm25 is an object"),
        (b'{"pm25": NaN}', "pm25 is NaN"),
        (b'{"pm25": Infinity}', "pm25 is Infinity"),
        (b'{"pm25": 1e999}', "pm25 is Infinity"),
        (b'{"pm25": -1e999}', "pm25 is -Infinity"),
        (b'{"pm25": 1' + b"0" * 400 + b"}", "pm25 is a whole number of some"),
        (b'{"pm25": 1, "pm10": "' + b"x" * 500 + b'"}', "pm10 is 'xxx"),
        (b'{"pm25": 1, "seq": "17"}', "seq is '17'"),
        (b'{"pm25": 1, "seq": true}', "seq is true"),
        (b'{"pm25": 1, "units": "ppb"}', "units is 'ppb'"),
        (b'{"pm25": 1, "units": {"pm25": 5}}', "units.pm25 is 5"),
        (b'{"pm25": 1, "time": "yesterday"}', "time is 'yesterday'"),
    ],
)
def test_what_has_not_the_shape_names_field_and_value(body: bytes, named: str) -> None:
    reason, detail = refused(decode(body))
    assert reason is Reason.SCHEMA
    assert named in detail
    assert len(detail) < 200


@pytest.mark.parametrize(
    "topic", ["bysans/v1/air/-x", "bysans/v1/water/x", "bysans/v1/air/a/b", "other", "bysans/v1/air/" + "x" * 65, "x" * 9_999]
)
def test_a_topic_that_is_none_of_ours_is_named(topic: str) -> None:
    reason, detail = refused(decode({"pm25": 1}, topic))
    assert reason is Reason.SCHEMA
    assert topic[:10] in detail


@pytest.mark.parametrize(
    "topic",
    [
        "v3/a@t/devices/d/join",
        "v3/a@t/devices/d/down/ack",
        "v3/a@t/devices/d/location/solved",
        "application/1/device/e/event/join",
        "application/1/device/e/event/ack",
    ],
)
def test_a_networks_joins_and_acknowledgements_are_ignored_whatever_they_hold(topic: str) -> None:
    decoded = decode(b"\xff", topic)
    assert (decoded.ignored, decoded.arrivals, decoded.rejections) == (1, (), ())


@pytest.mark.parametrize(
    ("topic", "body"),
    [
        ("bysans/v1/air/air-1", {"pm25": 8.2}),
        ("bysans/v1/air/air-1", {"pm25": 8.2, "seq": 7}),
        ("bysans/v1/airrohr/airrohr-123", {"sensordatavalues": [{"value_type": "SDS_P1", "value": "12.3"}]}),
    ],
)
def test_a_retained_value_without_a_time_of_its_own_is_no_new_reading(topic: str, body: object) -> None:
    decoded = decode(body, topic, retained=True)
    assert (decoded.ignored, decoded.arrivals, decoded.rejections) == (1, (), ())
    assert arrival(decode(body, topic)).reading.time_source is TimeSource.RECEIVED


def test_a_retained_value_with_a_time_is_the_reading_of_that_time() -> None:
    assert arrival(decode({"time": NOW / 1000 - 60, "pm25": 8.2}, retained=True)).reading.time == NOW - MINUTE


def test_of_a_retained_array_only_the_elements_with_a_time_are_readings() -> None:
    decoded = decode([{"pm25": 1}, {"pm25": 2, "time": NOW / 1000}], retained=True)
    assert ([part.reading.values for part in decoded.arrivals], decoded.ignored) == ([{"pm25": 2.0}], 1)


def test_device_id_may_repeat_the_topics_and_nothing_else() -> None:
    assert values(decode({"device_id": "air-1", "pm25": 1})) == {"pm25": 1.0}
    reason, detail = refused(decode({"device_id": "air-2", "pm25": 1}))
    assert (reason, "air-2" in detail, "air-1" in detail) == (Reason.ID_MISMATCH, True, True)


def test_a_bin_on_the_air_topic_is_a_mismatch() -> None:
    reason, detail = refused(decode({"pm25": 1}, "bysans/v1/air/bin-1"))
    assert reason is Reason.ID_MISMATCH
    assert "bin-1 is registered as bin" in detail


def test_an_unknown_device_is_told_before_what_only_registering_can_judge() -> None:
    decoded = decode({"pm25": 1e9, "units": {"pm25": "furlong"}}, registered=NOBODY)
    assert rejection(decoded).reason is Reason.UNKNOWN_DEVICE
    assert decoded.unknown_device == ("air-1", "air", None, None)


def test_an_unreadable_payload_of_an_unknown_device_is_its_own_reason() -> None:
    decoded = decode({"pm25": "12"}, registered=NOBODY)
    assert rejection(decoded).reason is Reason.SCHEMA
    assert decoded.unknown_device is None


def test_a_device_removed_at_the_readings_time_is_unknown() -> None:
    gone = replace(device("air-1"), valid_from=NOW - DAY, removed=True)
    registry_ = Registry({"air-1": History((device("air-1"), gone))}, {}, {}, {})
    assert refused(decode({"pm25": 1}, registered=registry_))[0] is Reason.UNKNOWN_DEVICE
    assert values(decode({"pm25": 1, "time": (NOW - 2 * DAY) / 1000}, registered=registry_)) == {"pm25": 1.0}


def test_five_minutes_ahead_are_believed_and_a_millisecond_more_is_the_future() -> None:
    assert arrival(decode({"pm25": 1, "time": (NOW + 5 * MINUTE) / 1000})).reading.time == NOW + 5 * MINUTE
    reason, detail = refused(decode({"pm25": 1, "time": (NOW + 5 * MINUTE + 1) / 1000}))
    assert (reason, "2026-01-01T12:05:00Z" in detail) == (Reason.FUTURE_TIME, True)


def test_unix_milliseconds_are_the_future_and_the_sentence_says_what_is_wrong() -> None:
    reason, detail = refused(decode({"pm25": 1, "time": NOW}))
    assert (reason, "not milliseconds" in detail) == (Reason.FUTURE_TIME, True)


def test_a_time_beyond_every_calendar_is_the_future_too() -> None:
    assert refused(decode(b'{"pm25": 1, "time": 1' + b"0" * 300 + b"}"))[0] is Reason.FUTURE_TIME


def test_the_year_2000_is_believed_and_a_millisecond_before_is_ancient() -> None:
    assert arrival(decode({"pm25": 1, "time": "2000-01-01T00:00:00Z"})).reading.time == 946_684_800_000
    assert refused(decode({"pm25": 1, "time": "1999-12-31T23:59:59.999Z"}))[0] is Reason.ANCIENT_TIME
    assert refused(decode({"pm25": 1, "time": 0}))[0] is Reason.ANCIENT_TIME


def test_what_is_exactly_as_old_as_retention_is_kept_and_older_is_not() -> None:
    assert arrival(decode({"pm25": 1, "time": (NOW - DAY) / 1000}, retention_ms=DAY)).reading.time == NOW - DAY
    assert refused(decode({"pm25": 1, "time": (NOW - DAY - 1) / 1000}, retention_ms=DAY))[0] is Reason.BEYOND_RETENTION


def test_units_given_in_the_payload_are_converted_on_arrival() -> None:
    body = {"no2": 10, "temperature": 50, "pm25": 8, "units": {"no2": "ppb", "temperature": "°F", "o3": "ppb", "firmware": "x"}}
    assert values(decode(body)) == pytest.approx({"no2": 19.125, "temperature": 10.0, "pm25": 8.0})


def test_an_unknown_unit_names_parameter_and_unit() -> None:
    for body in ({"no2": 1, "units": {"no2": "furlong"}}, {"pm25": 1, "units": {"no2": "furlong"}}):
        reason, detail = refused(decode(body))
        assert reason is Reason.UNKNOWN_UNIT
        assert "no2" in detail
        assert "'furlong'" in detail


def test_an_own_unit_of_the_devices_model_is_converted_unless_the_payload_says_another() -> None:
    ratio = replace(CATALOGUE.models["generic"], id="v/ratio", units={"fill": "ratio"})
    catalogue = replace(CATALOGUE, models={**CATALOGUE.models, "v/ratio": ratio})
    registry_ = registry(device("bin-9", "bin", "v/ratio"))

    def fill(body: bytes) -> float:
        decoded = Decoder(catalogue, retention_ms=None).decode(Entry(0, 1, NOW, "bysans/v1/bin/bin-9", body, dup=False), registry_)
        return values(decoded)["fill"]

    assert fill(b'{"fill": 0.63}') == 63.0
    assert fill(b'{"fill": 63, "units": {"fill": "%"}}') == 63.0


def test_an_own_unit_is_for_our_own_format_and_a_model_that_nobody_knows_has_none() -> None:
    ratio = replace(CATALOGUE.models["generic"], id="v/ratio", units={"fill": "ratio"})
    catalogue = replace(CATALOGUE, models={**CATALOGUE.models, "v/ratio": ratio})
    uplink = {"end_device_ids": {"device_id": "bin-9"}, "uplink_message": {"decoded_payload": {"fill": 50}, "f_port": 2}}
    entry = Entry(0, 1, NOW, "v3/town/devices/bin-9/up", json.dumps(uplink).encode(), dup=False)
    decoded = Decoder(catalogue, retention_ms=None).decode(entry, registry(device("bin-9", "bin", "v/ratio")))
    assert values(decoded) == {"fill": 50.0}
    stranger = Entry(0, 1, NOW, "bysans/v1/bin/bin-1", b'{"fill": 63}', dup=False)
    assert values(Decoder(CATALOGUE, retention_ms=None).decode(stranger, registry(device("bin-1", "bin", "nobody/knows")))) == {
        "fill": 63.0
    }


@pytest.mark.parametrize("topic", ["/bysans/v1/air/air-1", "bysans/v1/air/air-1/", "/bysans/v1/air/air-1/"])
def test_a_topic_with_a_slash_before_or_behind_is_refused_with_the_right_one(topic: str) -> None:
    rejected = rejection(decode({"pm25": 1}, topic))
    assert (rejected.reason, rejected.device_id) == (Reason.SCHEMA, "air-1")
    assert "begins or ends with a slash: publish to 'bysans/v1/air/air-1'" in rejected.detail


def test_in_the_datas_time_a_simulation_runs_ahead_of_the_world_and_what_is_new_is_of_no_age() -> None:
    decoder = Decoder(CATALOGUE, retention_ms=None, service_time=DataTime(None))

    def sent(time: int) -> DecodeResult:
        return decoder.decode(Entry(0, 1, NOW, "bysans/v1/air/air-1", json.dumps({"time": time / 1000, "pm25": 1}).encode()), REGISTRY)

    assert arrival(sent(NOW + 20 * 3_600_000)).at == NOW + 20 * 3_600_000
    assert arrival(sent(NOW + 40 * 3_600_000)).at == NOW + 40 * 3_600_000
    assert arrival(sent(NOW)).at == NOW + 40 * 3_600_000
    assert rejection(sent(NOW + 80 * 3_600_000)).reason is Reason.FUTURE_TIME
