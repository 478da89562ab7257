"""The simulated air has the magnitudes and the days of real air."""

from math import cos, radians
from statistics import mean

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import DAY, HOUR
from simulators.air.air import AirPlace, concentrations
from simulators.air.weather import UP_THE_VALLEY, weather

JANUARY = 1_735_689_600_000  # 2025-01-01T00:00:00Z, a Wednesday
ROADSIDE = AirPlace(id="road", traffic=1.0, wood=0.2)
HOMES = AirPlace(id="homes", traffic=0.1, wood=1.0)
TIMES = st.integers(min_value=946_684_800_000, max_value=4_102_444_800_000)  # 2000 to 2100


def mean_at_hour(place: AirPlace, parameter: str, utc_hour: int) -> float:
    return mean(concentrations(7, place, JANUARY + day * DAY + utc_hour * HOUR)[parameter] for day in range(28))


@given(seed=st.integers(), time=TIMES, traffic=st.floats(0, 1), wood=st.floats(0, 1))
def test_concentrations_are_always_possible(seed: int, time: int, traffic: float, wood: float) -> None:
    air = concentrations(seed, AirPlace(id="any", traffic=traffic, wood=wood), time)
    assert 0 < air["pm25"] < 300
    assert air["pm25"] < air["pm10"] < 900
    assert 0 < air["no2"] < 400
    assert 0 < air["o3"] < 150


@given(seed=st.integers(), time=TIMES)
def test_the_weather_is_always_possible(seed: int, time: int) -> None:
    now = weather(seed, time)
    assert -45 < now.temperature < 45
    assert 20 <= now.humidity <= 99
    assert 0 < now.wind < 40
    assert 0 <= now.wind_from < 360


def test_nitrogen_dioxide_by_the_road_averages_twenty_to_thirty() -> None:
    hours = [concentrations(7, ROADSIDE, JANUARY + hour * HOUR)["no2"] for hour in range(24 * 365)]
    assert 18 < mean(hours) < 32


def test_nitrogen_dioxide_peaks_in_the_rush_hours() -> None:
    assert mean_at_hour(ROADSIDE, "no2", 7) > 2 * mean_at_hour(ROADSIDE, "no2", 2)
    assert mean_at_hour(ROADSIDE, "no2", 15) > 2 * mean_at_hour(ROADSIDE, "no2", 2)


def test_wood_smoke_comes_on_winter_evenings_where_people_live() -> None:
    assert mean_at_hour(HOMES, "pm25", 20) > 2 * mean_at_hour(HOMES, "pm25", 12)
    assert mean_at_hour(HOMES, "pm25", 20) > 2 * mean_at_hour(ROADSIDE, "pm25", 2)


def test_ozone_is_low_where_nitrogen_dioxide_is_high() -> None:
    assert mean_at_hour(ROADSIDE, "o3", 7) < mean_at_hour(HOMES, "o3", 7)


def test_the_wind_follows_the_valley_up_it_in_summer_and_down_it_in_winter() -> None:
    winter = [weather(7, JANUARY + hour * HOUR).wind_from for hour in range(24 * 60)]
    summer = [weather(7, JANUARY + (150 * 24 + hour) * HOUR).wind_from for hour in range(24 * 60)]
    assert _from_the_south(summer) > 0.6
    assert _from_the_south(winter) < 0.4
    assert mean(abs(cos(radians(angle - UP_THE_VALLEY))) for angle in winter + summer) > 0.7


def test_the_wind_brings_the_roads_air_to_who_lives_downwind() -> None:
    south, north = (AirPlace(id="road", traffic=1.0, wood=0.0, road=bearing) for bearing in (UP_THE_VALLEY, UP_THE_VALLEY + 180))
    for hour in range(0, 24 * 30, 5):
        time = JANUARY + hour * HOUR
        blows_up = cos(radians(weather(7, time).wind_from - UP_THE_VALLEY)) > 0
        assert (concentrations(7, south, time)["no2"] > concentrations(7, north, time)["no2"]) is blows_up


def _from_the_south(angles: list[float]) -> float:
    return mean(cos(radians(angle - UP_THE_VALLEY)) > 0 for angle in angles)
