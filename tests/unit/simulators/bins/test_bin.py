"""A bin only ever gets fuller, until it is emptied; its sensor errs as real ones do."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from domain.duration import DAY, HOUR
from simulators.bins.bin import DEAD_ZONE_MM, BinDevice
from simulators.testing.live_device import make_device

EMPTIED = 1_704_092_400_000
TIMES = st.integers(min_value=EMPTIED - 3650 * DAY, max_value=EMPTIED + 3650 * DAY)


def bin_sensor(seed: int = 1) -> BinDevice:
    device = make_device("bin", "lid", seed=seed)
    assert isinstance(device, BinDevice)
    return device


@given(seed=st.integers(), time=TIMES, later=st.integers(min_value=0, max_value=20 * DAY))
def test_a_bin_never_falls_except_when_emptied(seed: int, time: int, later: int) -> None:
    device = bin_sensor(seed)
    if device.emptied_at(time) == device.emptied_at(time + later):
        assert device.fill(time) <= device.fill(time + later)


@given(seed=st.integers(), time=TIMES)
def test_a_bin_is_empty_when_it_was_just_emptied(seed: int, time: int) -> None:
    device = bin_sensor(seed)
    assert device.fill(device.emptied_at(time)) < 0.2
    assert time - 7 * DAY < device.emptied_at(time) <= time


def test_a_bin_is_emptied_by_its_schedule() -> None:
    device = bin_sensor()
    assert device.emptied_at(EMPTIED) == EMPTIED
    assert device.emptied_at(EMPTIED - 1) == EMPTIED - 7 * DAY
    assert device.emptied_at(EMPTIED + 7 * DAY - 1) == EMPTIED


@given(seed=st.integers(), time=TIMES)
def test_what_the_sensor_sees_is_always_possible(seed: int, time: int) -> None:
    device = bin_sensor(seed)
    values = device.values(time)
    assert DEAD_ZONE_MM <= values["distance"] <= device.empty_mm + 20
    assert 0 <= values["tilt"] <= 180
    assert 2.8 < values["battery"] < 3.7


@given(seed=st.integers(), time=TIMES)
def test_the_same_seed_sees_the_same(seed: int, time: int) -> None:
    assert bin_sensor(seed).values(time) == bin_sensor(seed).values(time)


def test_a_standing_bins_distance_follows_its_fill() -> None:
    device = bin_sensor()
    for hours in range(1, 7 * 24, 5):
        time = EMPTIED + hours * HOUR
        level = min(device.fill(time), 1.1)
        assert abs(device.values(time)["distance"] - (1150 - level * 930)) < 20


def test_the_frame_at_an_emptying_shows_the_bin_turned_over() -> None:
    assert bin_sensor().values(EMPTIED + HOUR // 12)["tilt"] > 90
    assert bin_sensor().values(EMPTIED + HOUR // 2)["tilt"] < 5


def test_more_is_thrown_in_by_day_than_by_night() -> None:
    device = replace(bin_sensor(), emptied_every_days=28)
    day = sum(device.fill(EMPTIED + n * DAY + 12 * HOUR) - device.fill(EMPTIED + n * DAY) for n in range(27))  # 07–19 UTC
    night = sum(device.fill(EMPTIED + n * DAY + 22 * HOUR) - device.fill(EMPTIED + n * DAY + 15 * HOUR) for n in range(27))  # 22–05 UTC
    assert day > 3 * night


def test_more_is_thrown_in_in_summer_than_in_winter() -> None:
    july = 1_719_817_200_000  # Monday 1 July 2024, 07:00 UTC: a day of emptying
    january = july + 26 * 7 * DAY

    def thrown_in(start: int) -> float:
        return sum(bin_sensor(seed).fill(start + 4 * 7 * DAY - 1) for seed in range(200))

    assert 1.15 < thrown_in(july) / thrown_in(january) < 1.6
