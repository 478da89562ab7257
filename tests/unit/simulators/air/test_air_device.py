"""An air sensor is a pure function of seed, id and time, and sees nothing impossible."""

from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import DAY
from simulators.air.air import AirPlace, concentrations
from simulators.air.air_device import AirDevice
from simulators.device import times

PLACE = AirPlace(id="road", traffic=1.0, wood=0.5)
JULY = 1_751_328_000_000
TIMES = st.integers(min_value=946_684_800_000, max_value=4_102_444_800_000)


def sensor(seed: int = 1, id_: str = "a") -> AirDevice:
    return AirDevice(seed=seed, id=id_, place=PLACE, interval_s=600, equipment="full")


@given(seed=st.integers(), time=TIMES, id_=st.text(min_size=1, max_size=8))
def test_what_a_sensor_sees_is_always_possible(seed: int, time: int, id_: str) -> None:
    values = sensor(seed, id_).values(time)
    assert set(values) == {"pm25", "pm10", "no2", "o3", "temperature", "humidity", "battery"}
    assert all(0 <= values[name] < 1500 for name in ("pm25", "pm10", "no2", "o3"))
    assert 0 <= values["humidity"] <= 100
    assert 2.8 < values["battery"] < 3.7


@given(seed=st.integers(), time=TIMES)
def test_the_same_seed_sees_the_same_in_any_order_of_asking(seed: int, time: int) -> None:
    first = sensor(seed).values(time)
    sensor(seed).values(time + 600_000)
    assert sensor(seed).values(time) == first


def test_another_seed_and_another_sensor_see_something_else() -> None:
    assert sensor(1).values(JULY) != sensor(2).values(JULY)
    assert sensor(id_="a").values(JULY) != sensor(id_="b").values(JULY)


def test_a_sensor_keeps_its_bias_within_the_spread_of_its_kind() -> None:
    moments = list(times(sensor(), JULY, JULY + 30 * DAY))
    for id_ in "abcdefgh":
        ratio = mean(sensor(id_=id_).values(time)["no2"] for time in moments) / mean(
            concentrations(1, PLACE, time)["no2"] for time in moments
        )
        assert 0.88 < ratio < 1.12


def test_a_dust_sensor_knows_no_gases_and_needs_no_battery() -> None:
    small = AirDevice(seed=1, id="s", place=PLACE, interval_s=150, equipment="dust")
    assert set(small.values(JULY)) == {"pm25", "pm10", "temperature", "humidity"}


@given(seed=st.integers(), time=TIMES)
def test_a_sensor_with_a_wind_gauge_measures_the_wind_as_well(seed: int, time: int) -> None:
    mast = AirDevice(seed=seed, id="w", place=PLACE, interval_s=600, equipment="wind").values(time)
    assert set(mast) == {*sensor().values(time), "wind_speed", "wind_direction"}
    assert 0 <= mast["wind_speed"] < 50
    assert 0 <= mast["wind_direction"] < 360
