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
    arrived = arrival(decode(sent, TOPIC))
    assert arrived.reading.values == pytest.approx({"pm10": 12.3, "pm25": 5.5, "pressure": 1006.59, "humidity": 71.0, "rssi": -52.0})
    assert (arrived.reading.time, arrived.reading.time_source) == (NOW, TimeSource.RECEIVED)


def test_honeywells_p1_is_the_fine_dust() -> None:
    assert values(decode(body(("HPM_P1", "5"), ("HPM_P2", "9")), TOPIC)) == {"pm25": 5.0, "pm10": 9.0}


def test_of_two_sensors_for_one_parameter_the_first_is_taken() -> None:
    assert values(decode(body(("temperature", "3"), ("BME280_temperature", "4")), TOPIC)) == {"temperature": 3.0}


def test_whatever_model_the_device_is_registered_as_the_names_are_the_airrohrs() -> None:
    assert values(decode(body(("P2", "5")), TOPIC, registered=registry(device("airrohr-123")))) == {"pm25": 5.0}


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
    assert values(decode(sent, f"bysans/v1/airrohr/{device_id}", registered=registry(device(device_id)))) == {"pm10": 1.0}


def test_a_stranger_is_proposed_with_its_model() -> None:
    decoded = decode(body(("SDS_P1", "1"), esp8266id="9"), "bysans/v1/airrohr/airrohr-9")
    assert decoded.unknown_device == ("airrohr-9", "air", "sensor-community/airrohr", None)


# airrohr-firmware.ino (e43cf8f), add_Value2Json: each sensor of which the firmware posts something that is a parameter of ours.
@pytest.mark.parametrize(
    ("posted", "measured"),
    [
        ({"SDS_P1": "12.3", "SDS_P2": "5.5"}, {"pm10": 12.3, "pm25": 5.5}),
        ({"PMS_P0": "1", "PMS_P1": "12.3", "PMS_P2": "5.5"}, {"pm1": 1.0, "pm10": 12.3, "pm25": 5.5}),
        ({"HPM_P1": "5.5", "HPM_P2": "12.3"}, {"pm10": 12.3, "pm25": 5.5}),
        ({"NPM_P0": "1", "NPM_P1": "12.3", "NPM_P2": "5.5", "NPM_N1": "9", "NPM_N10": "9", "NPM_N25": "9"},
         {"pm1": 1.0, "pm10": 12.3, "pm25": 5.5}),
        ({"IPS_P0": "1", "IPS_P1": "12.3", "IPS_P2": "5.5", "IPS_P01": "9", "IPS_P03": "9", "IPS_P05": "9", "IPS_P5": "9", "IPS_N5": "9"},
         {"pm1": 1.0, "pm10": 12.3, "pm25": 5.5}),
        ({"SPS30_P0": "1", "SPS30_P2": "5.5", "SPS30_P4": "9", "SPS30_P1": "12.3", "SPS30_N05": "9", "SPS30_TS": "0.5"},
         {"pm1": 1.0, "pm10": 12.3, "pm25": 5.5}),
        ({"temperature": "3", "humidity": "71"}, {"temperature": 3.0, "humidity": 71.0}),
        ({"HTU21D_temperature": "3", "HTU21D_humidity": "71"}, {"temperature": 3.0, "humidity": 71.0}),
        ({"SHT3X_temperature": "3", "SHT3X_humidity": "71"}, {"temperature": 3.0, "humidity": 71.0}),
        ({"BMP_pressure": "100659", "BMP_temperature": "3"}, {"pressure": 1006.59, "temperature": 3.0}),
        ({"BMP280_pressure": "100659", "BMP280_temperature": "3"}, {"pressure": 1006.59, "temperature": 3.0}),
        ({"BME280_temperature": "3", "BME280_pressure": "100659", "BME280_humidity": "71"},
         {"temperature": 3.0, "pressure": 1006.59, "humidity": 71.0}),
        ({"SCD30_temperature": "3", "SCD30_humidity": "71", "SCD30_co2_ppm": "612"}, {"temperature": 3.0, "humidity": 71.0, "co2": 612.0}),
        ({"DS18B20_temperature": "3"}, {"temperature": 3.0}),
        ({"DNMS_noise_LAeq": "50", "GPS_lat": "59.9", "GPS_height": "3", "GPS_timestamp": "x", "SDS_P2": "5.5"}, {"pm25": 5.5}),
    ],
    ids=lambda posted: next(iter(posted)),
)  # fmt: skip
def test_each_sensor_that_the_firmware_knows_is_read(posted: dict[str, str], measured: dict[str, float]) -> None:
    decoded = decode(body(*posted.items()), TOPIC)
    assert values(decoded) == pytest.approx(measured)
    assert decoded.unknown_keys == ()


def test_a_corroded_thermometer_costs_no_particles() -> None:
    decoded = decode(body(("SDS_P1", "12.3"), ("SDS_P2", "5.5"), ("BME280_temperature", "-144.70"), ("BME280_humidity", "100.00")), TOPIC)
    assert values(decoded) == {"pm10": 12.3, "pm25": 5.5, "humidity": 100.0}
    assert ["temperature is -144.7 °C" in rejected.detail for rejected in decoded.apart] == [True]


def test_a_value_that_is_no_number_costs_only_itself() -> None:
    arrived = arrival(decode(body(("SDS_P2", "5.5"), ("temperature", "nan")), TOPIC))
    assert arrived.reading.values == {"pm25": 5.5}
    assert "temperature is 'nan'" in (arrived.partial or "")


def test_what_counts_particles_weighs_none() -> None:
    posted = [("durP1", "9"), ("ratioP1", "0.1"), ("P1", "500"), ("durP2", "9"), ("ratioP2", "0.1"), ("P2", "900"), ("temperature", "3")]
    assert values(decode(body(*posted), TOPIC)) == {"temperature": 3.0}


def test_the_sentence_names_what_is_not_known() -> None:
    decoded = decode(body(("XYZ_P1", "12"), ("ABC", "1")), TOPIC)
    assert "no value_type that is a parameter, only 'XYZ_P1', 'ABC'" in refused(decoded)[1]
    assert decode(body(("XYZ_P1", "12"), ("SDS_P1", "1")), TOPIC).unknown_keys == (("airrohr-123", "XYZ_P1"),)


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ("a", "only 'a'"),
        ("abcdefgh", "only 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'"),
        ("abcdefghi", "only 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', …"),
        ("abcdefghijk", "only 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', …"),
    ],
)
def test_of_many_unknown_names_eight_are_told(names: str, told: str) -> None:
    assert refused(decode(body(*[(name, "1") for name in names]), TOPIC))[1].endswith(told)
