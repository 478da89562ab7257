"""Every message ends as readings, as rejections that a person can act on, or as ignored; nothing it holds can stop us."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
TOPICS = [
    "bysans/v1/air/air-1",
    "bysans/v1/bin/bin-1",
    "bysans/v1/airrohr/airrohr-123",
    "v3/app@tenant/devices/air-1/up",
    "application/1/device/70b3d57ed0001234/event/up",
    "somebody/else",
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["time", "seq", "units", "device_id", "pm25", "distance", "uplink_message", "data", "object", "rxInfo"])
            | st.text(max_size=8),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


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


# The payload itself


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


# Its shape


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


# What the broker kept


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


# Whose it is


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


# Its time


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


# Its units and values


def test_units_given_in_the_payload_are_converted_on_arrival() -> None:
    body = {"no2": 10, "temperature": 50, "pm25": 8, "units": {"no2": "ppb", "temperature": "°F", "o3": "ppb", "firmware": "x"}}
    assert values(decode(body)) == pytest.approx({"no2": 19.125, "temperature": 10.0, "pm25": 8.0})


def test_an_unknown_unit_names_parameter_and_unit() -> None:
    for body in ({"no2": 1, "units": {"no2": "furlong"}}, {"pm25": 1, "units": {"no2": "furlong"}}):
        reason, detail = refused(decode(body))
        assert reason is Reason.UNKNOWN_UNIT
        assert "no2" in detail
        assert "'furlong'" in detail


def test_a_possible_value_on_the_bound_is_stored_and_a_hair_beyond_is_out_of_range() -> None:
    assert values(decode({"humidity": 105, "temperature": -90})) == {"humidity": 105.0, "temperature": -90.0}
    reason, detail = refused(decode({"humidity": 105.01}))
    assert reason is Reason.OUT_OF_RANGE
    assert "humidity is 105.01 %, possible is -5 to 105" in detail


def test_an_impossible_value_is_kept_apart_and_its_siblings_are_stored() -> None:
    decoded = decode(b'{"temperature": -144.7, "pm25": 3, "humidity": 50}')
    assert values(decoded) == {"pm25": 3.0, "humidity": 50.0}
    (apart,) = decoded.apart
    assert (apart.reason, apart.device_id, apart.payload) == (
        Reason.OUT_OF_RANGE,
        "air-1",
        b'{"temperature": -144.7, "pm25": 3, "humidity": 50}',
    )
    assert "temperature is -144.7 °C, possible is -90 to 200" in apart.detail
    assert "other values are stored" in apart.detail


def test_a_sensor_whose_every_value_is_impossible_costs_no_other_sensor() -> None:
    decoded = decode({"temperature": -144.7, "humidity": 171, "pressure": 0, "pm25": 3})
    assert values(decoded) == {"pm25": 3.0}
    assert len(decoded.apart) == 3


@pytest.mark.parametrize(
    "body",
    [
        {"temperature": -144.7, "pm25": 1e9, "humidity": 50, "battery": 3.6},
        {"pm25": 1e9, "pm10": 1e9},
        {"distance": 1e6, "rssi": -70},
    ],
    ids=["two kinds of sensor", "nothing else", "nothing but the radio"],
)
def test_a_message_whose_values_show_that_it_is_corrupt_is_refused_as_a_whole(body: dict[str, float]) -> None:
    decoded = decode(body)
    assert refused(decoded)[0] is Reason.OUT_OF_RANGE
    assert decoded.apart == ()


def test_of_an_array_the_impossible_value_keeps_the_bytes_of_its_own_reading() -> None:
    decoded = decode(b'[{"pm25": 1}, {"pm25": 2,  "humidity": 171}]')
    assert [part.reading.values for part in decoded.arrivals] == [{"pm25": 1.0}, {"pm25": 2.0}]
    assert [part.payload for part in decoded.apart] == [b'{"pm25": 2,  "humidity": 171}']


def test_the_converted_value_is_what_is_judged() -> None:
    assert refused(decode({"distance": 25, "units": {"distance": "m"}}, "bysans/v1/bin/bin-1"))[0] is Reason.OUT_OF_RANGE


def test_a_state_has_nothing_between_its_values() -> None:
    assert values(decode({"tilted": 1}, "bysans/v1/bin/bin-1")) == {"tilted": 1.0}
    reason, detail = refused(decode({"tilted": 0.5}, "bysans/v1/bin/bin-1"))
    assert (reason, "possible is 0 or 1" in detail) == (Reason.OUT_OF_RANGE, True)


@pytest.mark.parametrize("sentinel", [-999, -9999, -999.0])
def test_a_sentinel_is_stored_as_sent_beside_its_siblings_in_whatever_unit(sentinel: float) -> None:
    body = {"temperature": sentinel, "humidity": sentinel, "pm25": 3, "units": {"temperature": "°F"}}
    assert values(decode(body)) == {"temperature": sentinel, "humidity": sentinel, "pm25": 3.0}


def test_a_value_outside_its_models_range_is_stored_for_its_flag_tells() -> None:
    assert values(decode({"distance": 7501}, "bysans/v1/bin/ldds")) == {"distance": 7501.0}


# Arrays


def test_each_element_is_judged_alone_and_a_rejected_one_keeps_exactly_its_own_bytes() -> None:
    payload = b' [ {"pm25":  1, "time": 1767268700} ,\n{"pm25": "tolv \\u00e6 ]"},7,{"pm25": 1e9 }\t, {"pm10": 2, "x": [1]}\n] '
    decoded = decode(payload)
    assert [part.reading.values for part in decoded.arrivals] == [{"pm25": 1.0}, {"pm10": 2.0}]
    assert [(part.reason, part.payload) for part in decoded.rejections] == [
        (Reason.SCHEMA, b'{"pm25": "tolv \\u00e6 ]"}'),
        (Reason.SCHEMA, b"7"),
        (Reason.OUT_OF_RANGE, b'{"pm25": 1e9 }'),
    ]
    assert decoded.unknown_keys == (("air-1", "x"),)


def test_500_elements_are_allowed_and_neither_none_nor_one_more() -> None:
    assert len(decode([{"pm25": 1}] * 500).arrivals) == 500
    for body in ([], [{"pm25": 1}] * 501):
        assert refused(decode(body))[0] is Reason.SCHEMA


def test_an_array_of_an_unknown_device_proposes_it_once_and_keeps_every_element() -> None:
    decoded = decode([{"pm25": 1}, {"pm25": 2}], registered=NOBODY)
    assert [rejected.payload for rejected in decoded.rejections] == [b'{"pm25": 1}', b'{"pm25": 2}']
    assert decoded.unknown_device is not None


@given(st.lists(JSON, min_size=1, max_size=6))
def test_elements_and_outcomes_are_as_many_and_rejected_bytes_are_found_in_the_payload(body: list[object]) -> None:
    payload = json.dumps(body, ensure_ascii=False).encode(errors="replace")
    decoded = decode(payload)
    assert len(decoded.arrivals) + len(decoded.rejections) == len(body) or decoded.rejections[0].reason is Reason.NOT_JSON
    assert all(rejected.payload in payload for rejected in decoded.rejections)


# Whatever comes


@given(st.binary(max_size=200), st.sampled_from(TOPICS))
def test_arbitrary_bytes_never_stop_us_and_always_count(payload: bytes, topic: str) -> None:
    decoded = decode(payload, topic)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored >= 1


@given(JSON, st.sampled_from(TOPICS))
def test_arbitrary_json_never_stops_us_and_always_counts(body: object, topic: str) -> None:
    decoded = decode(body, topic)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored >= 1
    assert all(rejected.detail and len(rejected.detail) < 600 for rejected in decoded.rejections)


@given(st.text(max_size=100))
def test_an_arbitrary_topic_never_stops_us(topic: str) -> None:
    assert decode({"pm25": 1}, topic)


@given(st.integers(946_684_800_000, NOW + 5 * MINUTE))
def test_a_time_comes_back_to_the_millisecond_whichever_way_it_is_written(ms: int) -> None:
    instant = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=ms)
    ways: list[object] = [
        instant.isoformat(),
        instant.strftime("%Y-%m-%dT%H:%M:%S.") + f"{ms % 1000:03}Z",
        instant.astimezone(timezone(timedelta(hours=-3, minutes=-30))).isoformat(),
        ms / 1000,
    ]
    for way in ways:
        assert arrival(decode({"pm25": 1, "time": way})).reading.time == ms


def test_an_own_unit_of_the_devices_model_is_converted_unless_the_payload_says_another() -> None:
    ratio = replace(CATALOGUE.models["generic"], id="v/ratio", units={"fill": "ratio"})
    catalogue = replace(CATALOGUE, models={**CATALOGUE.models, "v/ratio": ratio})
    registry_ = registry(device("bin-9", "bin", "v/ratio"))

    def fill(body: bytes) -> float:
        decoded = Decoder(catalogue, retention_ms=None).decode(Entry(0, 1, NOW, "bysans/v1/bin/bin-9", body, dup=False), registry_)
        return values(decoded)["fill"]

    assert fill(b'{"fill": 0.63}') == 63.0
    assert fill(b'{"fill": 63, "units": {"fill": "%"}}') == 63.0


@pytest.mark.parametrize(
    ("topic", "payload", "key"),
    [
        ("bysans/v1/air/air-1", b'{"pm25": 1, "pm25": 2}', "pm25"),
        ("bysans/v1/air/air-1", b'{"time": 1767268800, "pm25": 1, "time": 1767268800}', "time"),
        ("bysans/v1/air/air-1", b'{"no2": 1, "units": {"no2": "ppb", "no2": "ppm"}}', "no2"),
        ("bysans/v1/airrohr/airrohr-123", b'{"sensordatavalues": [], "sensordatavalues": []}', "sensordatavalues"),
    ],
)
def test_a_repeated_key_is_refused_for_nobody_knows_which_was_meant(topic: str, payload: bytes, key: str) -> None:
    reason, detail = refused(decode(payload, topic))
    assert reason is Reason.SCHEMA
    assert f"the key '{key}' is given twice" in detail


def test_a_repeated_key_costs_only_its_own_element() -> None:
    decoded = decode(b'[{"pm25": 1}, {"pm25": 2, "pm25": 3}]')
    assert [part.reading.values for part in decoded.arrivals] == [{"pm25": 1.0}]
    assert [part.payload for part in decoded.rejections] == [b'{"pm25": 2, "pm25": 3}']


# Other spellings


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ({"PM25": 8.2, "timestamp": NOW / 1000}, {"pm25": 8.2}),
        ({"pm2_5": 8.2, "pm1_0": 2, "ts": NOW / 1000}, {"pm25": 8.2, "pm1": 2.0}),
        (
            {"PM2.5": 8.2, "PM10": 9, "Temp": 3, "RH": 71, "Time": NOW / 1000},
            {"pm25": 8.2, "pm10": 9.0, "temperature": 3.0, "humidity": 71.0},
        ),
        ({"pM2_5": 8.2, "TimeStamp": NOW / 1000}, {"pm25": 8.2}),
    ],
)
def test_common_spellings_of_a_key_are_understood(body: dict[str, float], meant: dict[str, float]) -> None:
    decoded = decode(body)
    reading = arrival(decoded).reading
    assert (reading.values, reading.time, reading.time_source) == (meant, NOW, TimeSource.DEVICE)
    assert decoded.unknown_keys == ()


def test_pm1_and_pm10_are_never_taken_for_each_other() -> None:
    assert values(decode({"PM1.0": 1, "PM10": 10})) == {"pm1": 1.0, "pm10": 10.0}


def test_beside_the_key_itself_another_spelling_is_an_unknown_key() -> None:
    decoded = decode({"PM25": 9, "pm25": 8, "pm2_5": 7, "time": NOW / 1000, "timestamp": 1})
    assert arrival(decoded).reading.time == NOW
    assert values(decoded) == {"pm25": 8.0}
    assert decoded.unknown_keys == (("air-1", "PM25"), ("air-1", "pm2_5"), ("air-1", "timestamp"))


def test_of_two_other_spellings_the_first_counts() -> None:
    decoded = decode({"pm2_5": 7, "PM25": 9})
    assert (values(decoded), decoded.unknown_keys) == ({"pm25": 7.0}, (("air-1", "PM25"),))


def test_a_unit_may_be_given_for_the_spelling_that_was_sent() -> None:
    assert values(decode({"NO2": 10, "units": {"NO2": "ppb"}})) == {"no2": 19.125}


@pytest.mark.parametrize(
    ("body", "named"),
    [({"PM25": "8"}, "PM25 is '8'"), ({"pm25": 8, "timestamp": "noon"}, "timestamp is 'noon'"), ({"PM25": None}, "PM25 is null")],
)
def test_what_is_wrong_is_named_as_it_was_spelt(body: object, named: str) -> None:
    assert named in refused(decode(body))[1]


def test_nulls_alone_are_said_to_be_what_is_wrong() -> None:
    assert "pm25 is null and pm10 is null, and at least one must be a number" in refused(decode({"pm25": None, "pm10": None, "x": 1}))[1]


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
