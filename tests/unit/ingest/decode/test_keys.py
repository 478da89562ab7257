"""A key is understood in its common spellings; a repeated one is refused, for nobody knows which was meant."""

import pytest

from domain.reading import Reason, TimeSource
from tests.unit.ingest.registered import NOW, arrival, decode, refused, values


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
