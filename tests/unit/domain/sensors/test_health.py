"""A sensor's state in one word is the worst of what is wrong."""

import pytest

from domain.sensors.battery import Battery
from domain.sensors.clock import Clock
from domain.sensors.frames import FrameLoss
from domain.sensors.health import WORST_FIRST, SensorHealth


def test_all_is_well_where_nothing_is_known_to_be_wrong() -> None:
    assert SensorHealth(last_heard=1).worst is None


@pytest.mark.parametrize(
    ("health", "problems"),
    [
        (SensorHealth(last_heard=None, is_silent=True), ["never_heard"]),
        (SensorHealth(last_heard=1, is_silent=True, battery=Battery(percent=3)), ["silent", "battery"]),
        (SensorHealth(last_heard=1, fault="tilted"), ["fault"]),
        (SensorHealth(last_heard=1, fault="stuck"), ["stuck"]),
        (SensorHealth(last_heard=1, lack="no_air", battery=Battery(percent=3)), ["no_air", "battery"]),
        (SensorHealth(last_heard=1, lack="no_level"), ["no_level"]),
        (SensorHealth(last_heard=1, lack="no_level", fault="no_sensor"), ["fault"]),
        (SensorHealth(last_heard=1, doubted=["pm25"]), ["doubted"]),
        (SensorHealth(last_heard=1, stuck=["pm25"], doubted=["pm25"]), ["stuck"]),
        (SensorHealth(last_heard=1, stuck=["pm25"], doubted=["no2", "pm25"]), ["stuck", "doubted"]),
        (SensorHealth(last_heard=1, stuck=["pm25"], clock=Clock(state="late")), ["stuck", "clock"]),
        (SensorHealth(last_heard=1, rejected=True, loss=FrameLoss(received=10, lost=10), rssi=-130), ["rejected", "loss", "signal"]),
        (SensorHealth(last_heard=1, clock=Clock(state="not_own"), rssi=-80, loss=FrameLoss(received=99, lost=1)), []),
    ],
)
def test_the_worst_comes_first(health: SensorHealth, problems: list[str]) -> None:
    assert health.problems == problems
    assert health.problems == sorted(problems, key=WORST_FIRST.index)  # type: ignore[arg-type]
