"""Roses and polar means count every hour once, and say nothing of cells that chance has filled."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.air.patterns.polar_mean import LEAST_HOURS, polar_means
from domain.air.patterns.pollution_rose import SECTORS, pollution_rose, rose_bounds
from domain.air.patterns.wind_hours import WindHour, sector_of, wind_hours

hours = st.lists(
    st.builds(
        WindHour,
        value=st.floats(min_value=0, max_value=500),
        speed=st.floats(min_value=0, max_value=40),
        direction=st.floats(min_value=0, max_value=360),
    ),
    max_size=60,
)


@pytest.mark.parametrize(("direction", "sector"), [(0.0, 0), (11.24, 0), (11.25, 1), (348.75, 0), (348.74, 15), (360.0, 0), (180.0, 8)])
def test_a_sector_lies_round_its_direction(direction: float, sector: int) -> None:
    assert sector_of(direction, 16) == sector


@given(hours)
def test_a_rose_counts_every_hour_once(measured: list[WindHour]) -> None:
    rose = pollution_rose(measured, rose_bounds([hour.value for hour in measured]))
    assert rose.n == len(measured)
    assert sum(rose.calm) == sum(hour.is_calm for hour in measured)
    assert len(rose.sectors) == SECTORS


@given(hours)
def test_a_polar_cell_lies_within_its_hours_and_holds_enough_of_them(measured: list[WindHour]) -> None:
    cells = polar_means(measured)
    assert all(cell.n >= LEAST_HOURS for cell in cells)
    assert sum(cell.n for cell in cells) <= sum(not hour.is_calm for hour in measured)
    for cell in cells:
        of_cell = [
            hour.value
            for hour in measured
            if not hour.is_calm
            and sector_of(hour.direction, 16) == cell.sector
            and cell.low <= hour.speed
            and (cell.high is None or hour.speed < cell.high)
        ]
        assert len(of_cell) == cell.n
        assert min(of_cell) <= cell.mean <= max(of_cell)


def test_a_value_on_a_bound_begins_the_next_class() -> None:
    rose = pollution_rose([WindHour(10.0, 3.0, 90.0), WindHour(9.9, 3.0, 90.0)], [10.0])
    assert list(rose.sectors[4]) == [1, 1]


def test_hours_without_wind_are_left_out() -> None:
    assert wind_hours([(0, 1.0), (1, 2.0), (2, 3.0)], {0: 2.0, 2: 4.0}, {0: 90.0, 1: 10.0}) == [WindHour(1.0, 2.0, 90.0)]


def test_a_cell_of_three_hours_has_their_mean_and_its_ring_and_the_outermost_has_no_end() -> None:
    three = [WindHour(value, 2.0, 90.0) for value in (1.0, 2.0, 6.0)]
    storm = [WindHour(4.0, 30.0, 180.0)] * 4
    few = [WindHour(9.0, 1.99, 90.0)] * (LEAST_HOURS - 1)
    assert [(cell.sector, cell.low, cell.high, cell.mean, cell.n) for cell in polar_means([*three, *storm, *few])] == [
        (4, 2.0, 4.0, 3.0, 3),
        (8, 11.0, None, 4.0, 4),
    ]


def test_bounds_part_the_values_into_fifths_and_equal_ones_are_one() -> None:
    assert rose_bounds([float(n) for n in range(10)]) == [2.0, 4.0, 6.0, 8.0]
    assert rose_bounds([1.0] * 9) == [1.0]
    assert rose_bounds([]) == []


@pytest.mark.parametrize(("speed", "calm"), [(0.0, True), (0.49, True), (0.5, False), (5.0, False)])
def test_calm_is_below_half_a_metre_a_second(speed: float, calm: bool) -> None:
    assert WindHour(1.0, speed, 90.0).is_calm is calm
