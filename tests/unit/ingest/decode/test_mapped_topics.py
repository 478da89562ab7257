"""Some JSON on some topic is read by a model that names the topic and says what stands where."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.catalogue import CatalogueFiles, load_catalogue
from config.sections.mqtt_settings import Mqtt
from domain.reading import Reason, TimeSource
from ingest.decode.arrival import DecodeResult
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from tests.unit.ingest.registered import NOW, device, registry

MODELS = """
[zigbee]
kind = "air"
source = "zigbee2mqtt.io, published payloads M"
topics = ["zigbee2mqtt/{device}"]
fields.temperature = { parameter = "temperature" }
fields.battery = { parameter = "battery_percent" }
ignored = ["linkquality"]

[tasmota]
kind = "air"
source = "tasmota.github.io, tele/SENSOR M"
topics = ["tele/{device}/SENSOR"]
fields."SDS0X1.PM2.5" = { parameter = "pm25" }
fields."BME280.Temperature" = { parameter = "temperature", unit = "°F" }
ignored = ["Time", "TempUnit"]

[shelly]
source = "shelly-api-docs, MQTT M"
topics = ["shellies/{device}/sensor/{field}", "{device}/status/{field}"]
time = "sys.unixtime"
fields.temperature = { parameter = "temperature" }
fields."temperature:0.tC" = { parameter = "temperature" }
ignored = ["sys", "temperature:0.id", "temperature:0.tF"]
"""
REGISTRY = registry(device("kitchen", model="home/zigbee"), device("air-1", model="home/tasmota"), device("ht-1", model="home/shelly"))


@pytest.fixture(scope="module")
def decoder(tmp_path_factory: pytest.TempPathFactory) -> Decoder:
    folder: Path = tmp_path_factory.mktemp("models")
    (folder / "home.toml").write_text(MODELS)
    return Decoder(load_catalogue(own=folder), retention_ms=None)


def decode(decoder: Decoder, topic: str, body: object, *, retained: bool = False) -> DecodeResult:
    return decoder.decode(Entry(0, 1, NOW, topic, json.dumps(body).encode(), retained=retained), REGISTRY)


@pytest.mark.parametrize(
    ("topic", "body", "values"),
    [
        ("zigbee2mqtt/kitchen", {"temperature": 21.5, "battery": 97, "linkquality": 80}, {"temperature": 21.5, "battery_percent": 97}),
        (
            "tele/air-1/SENSOR",
            {"Time": "2026-01-01T12:00:00", "SDS0X1": {"PM2.5": 8.2, "PM10": 12}, "BME280": {"Temperature": 50}, "TempUnit": "F"},
            {"pm25": 8.2, "temperature": 10},
        ),
        ("shellies/ht-1/sensor/temperature", 21.3, {"temperature": 21.3}),
        ("ht-1/status/temperature:0", {"id": 0, "tC": 21.3, "tF": 70.3}, {"temperature": 21.3}),
    ],
)
def test_a_models_topic_is_read_by_its_fields(decoder: Decoder, topic: str, body: object, values: dict[str, float]) -> None:
    (arrival,) = decode(decoder, topic, body).arrivals
    assert (arrival.reading.values, arrival.reading.time, arrival.reading.time_source) == (values, NOW, TimeSource.RECEIVED)


def test_what_is_no_field_is_an_unknown_key_by_its_path(decoder: Decoder) -> None:
    decoded = decode(decoder, "tele/air-1/SENSOR", {"SDS0X1": {"PM2.5": 8.2, "PM10": 12}})
    assert decoded.unknown_keys == (("air-1", "SDS0X1.PM10"),)


def test_a_time_is_read_where_the_model_says_it_stands(tmp_path: Path) -> None:
    (tmp_path / "home.toml").write_text(
        '[zigbee]\nsource = "ours O"\ntopics = ["box/{device}"]\ntime = "at.ts"\nfields.t = { parameter = "temperature" }\n'
    )
    decoder = Decoder(load_catalogue(own=tmp_path), retention_ms=None)
    (arrival,) = decode(decoder, "box/kitchen", {"t": 3, "at": {"ts": NOW // 1000 - 60}}).arrivals
    assert (arrival.reading.time, arrival.reading.time_source) == (NOW - 60_000, TimeSource.DEVICE)
    (rejection,) = decode(decoder, "box/kitchen", {"t": 3, "at": {"ts": "noon"}}).rejections
    assert (rejection.reason, "at.ts is 'noon'" in rejection.detail) == (Reason.SCHEMA, True)


def test_a_sender_that_nobody_registered_is_proposed_with_the_model_of_its_topic(decoder: Decoder) -> None:
    decoded = decode(decoder, "zigbee2mqtt/hall", {"temperature": 21.5})
    assert decoded.rejections[0].reason is Reason.UNKNOWN_DEVICE
    assert decoded.unknown_device is not None
    assert (decoded.unknown_device.device_id, decoded.unknown_device.model) == ("hall", "home/zigbee")


def test_a_retained_value_of_unknown_age_is_ignored(decoder: Decoder) -> None:
    assert decode(decoder, "zigbee2mqtt/kitchen", {"temperature": 21.5}, retained=True).ignored == 1


def test_another_topic_is_unknown_as_before(decoder: Decoder) -> None:
    (rejection,) = decode(decoder, "zigbee2mqtt/bridge/state", {"state": "online"}).rejections
    assert "unknown topic 'zigbee2mqtt/bridge/state'" in rejection.detail


def test_a_topic_of_a_model_that_comes_while_we_run_is_read(tmp_path: Path) -> None:
    files = CatalogueFiles(own=tmp_path)
    catalogue = files.read()
    decoder = Decoder(catalogue, retention_ms=None)
    assert decode(decoder, "zigbee2mqtt/kitchen", {"temperature": 21.5}).rejections
    (tmp_path / "home.toml").write_text(MODELS)
    files.refresh(catalogue)
    assert decode(decoder, "zigbee2mqtt/kitchen", {"temperature": 21.5}).arrivals


def test_models_topics_are_subscribed_unless_somebody_says_what_is(tmp_path: Path) -> None:
    (tmp_path / "home.toml").write_text(MODELS)
    filters = load_catalogue(own=tmp_path).topic_filters()
    assert filters == ["+/status/+", "shellies/+/sensor/+", "tele/+/SENSOR", "zigbee2mqtt/+"]
    assert Mqtt().subscribing(filters).topics == (*Mqtt().topics, *filters)
    assert Mqtt(topics=("bysans/v1/air/+",)).subscribing(filters).topics == ("bysans/v1/air/+",)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers(-(10**20), 10**20) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["temperature", "SDS0X1", "PM2.5", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.sampled_from(["zigbee2mqtt/kitchen", "tele/air-1/SENSOR", "shellies/ht-1/sensor/temperature"]), JSON)
def test_any_json_on_a_models_topic_counts_once(decoder: Decoder, topic: str, body: object) -> None:
    decoded = decode(decoder, topic, body)
    assert len(decoded.arrivals) + len(decoded.rejections) + decoded.ignored == 1
