"""What a message cannot say of a level: a sensor on its side, one that sees nothing, and one that looks past the bin."""

from math import inf, nextafter

import pytest

from domain.waste.level.message import SensorMessage, fault_of, is_tilted, reports_tilt


@pytest.mark.parametrize(
    ("values", "tilted", "reports"),
    [
        ({}, False, False),
        ({"tilted": 1.0}, True, True),
        ({"tilted": 0.0}, False, True),
        ({"tilt": 30.0}, False, True),
        ({"tilt": 30.1}, True, True),
        ({"tilt": -30.1}, True, True),
        ({"tilted": 0.0, "tilt": 90.0}, True, True),
    ],
)
def test_a_sensor_is_on_its_side_beyond_thirty_degrees(values: dict[str, float], tilted: bool, reports: bool) -> None:
    assert (is_tilted(values), reports_tilt(values)) == (tilted, reports)


@pytest.mark.parametrize(
    ("level", "last", "fault"),
    [
        (50.0, 50.0, None),
        (-15.0, 50.0, None),
        (nextafter(-15.0, -inf), 50.0, "lid_open"),
        (-20.0, None, "lid_open"),
        (-20.0, 90.0, "dead_zone"),
        (-20.0, nextafter(90.0, -inf), "lid_open"),
        (-20.0, 100.0, "dead_zone"),
        (125.0, 50.0, None),
        (nextafter(125.0, inf), 50.0, "false_echo"),
        (None, 50.0, "no_sensor"),
    ],
)
def test_a_level_outside_of_the_bin_is_a_fault(level: float | None, last: float | None, fault: str | None) -> None:
    assert fault_of(SensorMessage(time=0, level=level), last) == fault


@pytest.mark.parametrize("level", [50.0, None, -20.0])
def test_a_tilt_comes_before_every_other_fault(level: float | None) -> None:
    assert fault_of(SensorMessage(time=0, level=level, tilted=True), 95.0) == "tilted"
