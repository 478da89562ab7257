"""An impossible value is kept apart, and costs none of its siblings."""

import pytest

from domain.reading import Reason
from tests.unit.ingest.registered import decode, refused, values


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
