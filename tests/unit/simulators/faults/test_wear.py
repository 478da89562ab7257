"""A worn sensor says what real ones say; a sound one is left as it is."""

from dataclasses import replace

import pytest

from domain.duration import DAY, HOUR
from simulators.faults.fault import Fault, Kind
from simulators.faults.wear import NEVER, Wear, WearRates, WornDevice, worn
from simulators.testing.live_device import make_device

T0 = 1_764_072_000_000
AIR, BIN = make_device("air", "a"), make_device("bin", "b")


def a_sensor(kind: str, **trouble: object) -> WornDevice:
    wear = replace(Wear(drifts=NEVER), **trouble)  # type: ignore[arg-type]
    return WornDevice(device=AIR if kind == "air" else BIN, wear=wear, seed=1, farthest_mm=1150)


def test_a_sensor_that_draws_no_trouble_is_left_as_it_is() -> None:
    assert worn(AIR, WearRates(), (), 1, T0, T0 + DAY) is AIR


def test_a_stuck_sensor_says_the_same_until_it_is_mended() -> None:
    sensor = a_sensor("air", stuck=(T0, T0 + HOUR))
    assert sensor.values(T0 + HOUR - 1) == sensor.values(T0) == AIR.values(T0)
    assert sensor.values(T0 + HOUR) == AIR.values(T0 + HOUR)


def test_an_empty_battery_sags_and_then_the_device_is_silent_until_it_is_changed() -> None:
    sensor = a_sensor("air", dead=(T0, T0 + DAY))
    before = sensor.values(T0 - HOUR)
    assert before is not None
    assert before["battery"] < 2.5
    assert sensor.values(T0) is None
    assert sensor.values(T0 + DAY) == AIR.values(T0 + DAY)


def test_drift_grows_with_the_days_and_leaves_temperature_alone() -> None:
    sensor, true = a_sensor("air", drifts=(T0, T0 + 30 * DAY), drift=0.1), AIR.values(T0 + 10 * DAY)
    seen = sensor.values(T0 + 10 * DAY)
    assert seen is not None
    assert true is not None
    assert seen["pm25"] == pytest.approx(2 * true["pm25"], abs=0.1)
    assert seen["temperature"] == true["temperature"]


def test_what_lies_in_the_dead_zone_is_heard_as_the_farthest() -> None:
    sensor = a_sensor("bin", dead_zone_mm=20_000.0)
    seen = sensor.values(T0)
    assert seen is not None
    assert seen["distance"] == 1150


@pytest.mark.parametrize("kind", ["stuck", "battery_empty", "drifting"])
def test_a_fault_at_a_time_meets_its_share_of_the_sensors_then_and_is_told(kind: Kind) -> None:
    fault = Fault(kind=kind, rate=0.5, start=T0 + HOUR, end=T0 + 2 * HOUR)
    sensors = [worn(make_device("air", f"a{number}"), WearRates(), [fault], 1, T0, T0 + DAY) for number in range(100)]
    met = [sensor for sensor in sensors if isinstance(sensor, WornDevice)]
    assert 30 < len(met) < 70
    assert {(at, what) for sensor in met for at, what, _ in sensor.events(T0, T0 + DAY)} == {(T0 + HOUR, kind)}
