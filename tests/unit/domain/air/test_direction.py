"""Directions are averaged as vectors, whichever way they are turned and in whatever order they come."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.air.direction import mean_direction
from domain.air.windows import DeviceHour, mean_in, site_hour

angles = st.floats(min_value=0, max_value=360)


def apart(a: float, b: float) -> float:
    return abs((a - b + 180) % 360 - 180)


@pytest.mark.parametrize(
    ("directions", "mean"), [([350.0, 10.0], 0.0), ([90.0], 90.0), ([80.0, 100.0], 90.0), ([359.0, 1.0, 3.0], 1.0), ([360.0, 360.0], 0.0)]
)
def test_the_mean_of_directions_is_the_way_they_point_together(directions: list[float], mean: float) -> None:
    result = mean_direction(directions)
    assert result is not None
    assert apart(result, mean) < 1e-6


@pytest.mark.parametrize("directions", [[0.0, 180.0], [0.0, 120.0, 240.0], []])
def test_directions_that_cancel_out_have_no_mean(directions: list[float]) -> None:
    assert mean_direction(directions) is None


@given(st.lists(angles, min_size=1, max_size=20), angles, st.randoms())
def test_turning_all_turns_the_mean_and_their_order_does_not_matter(directions: list[float], turn: float, random: "object") -> None:
    mean = mean_direction(directions)
    turned = mean_direction([(direction + turn) % 360 for direction in reversed(directions)])
    assume(mean is not None and turned is not None)
    assert mean is not None
    assert turned is not None
    assert 0 <= mean < 360
    spread = [apart(direction, mean) for direction in directions]
    assume(max(spread) < 80)  # where nearly all cancel out, the mean is mostly rounding
    assert apart(turned, mean + turn) < 1e-6


@given(angles, st.integers(min_value=1, max_value=10))
def test_equal_directions_are_their_own_mean(direction: float, n: int) -> None:
    mean = mean_direction([direction] * n)
    assert mean is not None
    assert apart(mean, direction) < 1e-6


def test_a_site_averages_vanes_as_vectors_and_says_nothing_where_they_contradict_each_other() -> None:
    def vane(name: str, mean: float) -> DeviceHour:
        return DeviceHour(device_id=name, mean=mean, n=6, expected=6)

    assert mean_in("wind_speed", [2.0, 4.0]) == 3.0
    hour = site_hour("s", "wind_direction", 0, [vane("a", 350.0), vane("b", 20.0)])
    assert (hour.mean, hour.valid) == (pytest.approx(5.0), True)
    assert not site_hour("s", "wind_direction", 0, [vane("a", 0.0), vane("b", 180.0)]).valid
