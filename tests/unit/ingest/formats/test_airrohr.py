"""An airRohr's texts become values in our units; Honeywell's sensor counts the other way round."""

import pytest

from domain.reading import Reason, TimeSource
from tests.unit.ingest.registered import NOW, arrival, decode, device, refused, registry, values

TOPIC = "bysans/v1/airrohr/airrohr-123"


def body(*pairs: tuple[str, object], **more: object) -> dict[str, object]:
    return {
        "esp8266id": "123",
        "software_version": "NRZ-2024-135",
        "sensordatavalues": [{"value_type": name, "value": value} for name, value in pairs],
        **more,
    }


def test_what_a_station_posts_becomes_a_reading_at_our_time() -> None:
    sent = body(
        ("SDS_P1", "12.3"),
        ("SDS_P2", "5.5"),
        ("BME280_pressure", "100659.00"),
        ("BME280_humidity", "71"),
        ("signal", "-52"),
        ("samples", "9"),
    )
    found = arrival(decode(sent, TOPIC))
    assert found.reading.values == pytest.approx({"pm10": 12.3, "pm25": 5.5, "pressure": 1006.59, "humidity": 71.0, "rssi": -52.0})
    assert (found.reading.time, found.reading.time_source) == (NOW, TimeSource.RECEIVED)


def test_honeywells_p1_is_the_fine_dust() -> None:
    assert values(decode(body(("HPM_P1", "5"), ("HPM_P2", "9")), TOPIC)) == {"pm25": 5.0, "pm10": 9.0}


def test_of_two_sensors_for_one_parameter_the_first_is_taken() -> None:
    assert values(decode(body(("temperature", "3"), ("BME280_temperature", "4")), TOPIC)) == {"temperature": 3.0}


def test_whatever_model_the_device_is_registered_as_the_names_are_the_airrohrs() -> None:
    assert values(decode(body(("P2", "5")), TOPIC, known=registry(device("airrohr-123")))) == {"pm25": 5.0}


@pytest.mark.parametrize("value", ["nan", "inf", "1e999", "", "12,3", "1_2", "１２", 12.3, True, "1" * 50, ["1"]])
def test_what_is_no_number_in_quotes_names_field_and_value(value: object) -> None:
    reason, detail = refused(decode(body(("SDS_P1", value)), TOPIC))
    assert reason is Reason.SCHEMA
    assert "SDS_P1 is " in detail


@pytest.mark.parametrize("sent", [{}, {"sensordatavalues": None}, {"sensordatavalues": [None, 7, {"value_type": None}]}])
def test_without_a_value_that_we_know_it_is_no_reading(sent: object) -> None:
    assert refused(decode(sent, TOPIC))[0] is Reason.SCHEMA


def test_another_stations_body_is_a_mismatch() -> None:
    assert refused(decode(body(("SDS_P1", "1"), esp8266id="124"), TOPIC))[0] is Reason.ID_MISMATCH
    assert refused(decode(body(("SDS_P1", "1"), esp8266id="23"), TOPIC))[0] is Reason.ID_MISMATCH
    assert values(decode(body(("SDS_P1", "1"), esp8266id=123), TOPIC)) == {"pm10": 1.0}


@pytest.mark.parametrize(
    ("device_id", "chip"),
    [("123", "123"), ("123", 123), ("esp8266-123", "123"), ("esp8266-123", "esp8266-123")],
    ids=["as text", "as a number", "prefixed in the topic", "prefixed in both"],
)
def test_the_topic_may_name_the_chip_with_or_without_a_prefix(device_id: str, chip: object) -> None:
    sent = body(("SDS_P1", "1"), esp8266id=chip)
    assert values(decode(sent, f"bysans/v1/airrohr/{device_id}", known=registry(device(device_id)))) == {"pm10": 1.0}


def test_a_stranger_is_proposed_with_its_model() -> None:
    decoded = decode(body(("SDS_P1", "1"), esp8266id="9"), "bysans/v1/airrohr/airrohr-9")
    assert decoded.unknown_device == ("airrohr-9", "air", "sensor-community/airrohr", None)
