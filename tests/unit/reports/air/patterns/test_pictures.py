"""A picture holds every value of its table, in the right place."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain.air.patterns.polar_mean import PolarCell
from domain.air.patterns.pollution_rose import PollutionRose
from domain.air.patterns.theil_sen import theil_sen
from domain.air.patterns.week_profile import Cell
from reports.air.patterns.grid import SQUARE, calendar_picture, week_picture
from reports.air.patterns.shades import shades_of
from reports.air.patterns.trend_line import BOTTOM, LEFT, RIGHT, TOP, trend_picture
from reports.air.patterns.wheel import RADIUS, polar_wheel, rose_wheel

values = st.floats(min_value=-5, max_value=500)


@given(st.lists(values, min_size=1, max_size=50))
def test_a_darker_shade_is_never_a_lower_value(measured: list[float]) -> None:
    shades = shades_of(measured)
    ordered = sorted(measured)
    assert [shades.of(value) for value in ordered] == sorted(shades.of(value) for value in ordered)
    assert all(0 <= shades.of(value) <= 4 for value in measured)


@given(st.dates(min_value=date(2000, 1, 1), max_value=date(2050, 1, 1)), st.integers(min_value=0, max_value=365))
def test_a_calendar_has_a_square_for_each_day_and_no_two_in_one_place(first: date, length: int) -> None:
    last = first + timedelta(days=length)
    picture = calendar_picture([(first, 3.0)], first, last, shades_of([3.0]))
    assert len(picture.squares) == length + 1
    assert len({(square.x, square.y) for square in picture.squares}) == length + 1
    assert sum(square.shade is not None for square in picture.squares) == 1
    assert all(square.y + SQUARE <= picture.height + 4 for square in picture.squares)


def test_mondays_stand_below_each_other() -> None:
    picture = calendar_picture([], date(2026, 3, 1), date(2026, 3, 31), shades_of([1.0]))
    mondays = [square.x for square in picture.squares if square.text in ("2", "9", "16", "23", "30")]
    assert set(mondays) == {0.0}


def test_a_week_has_168_squares_and_those_without_hours_no_shade() -> None:
    picture = week_picture([Cell(weekday=6, hour=23, mean=5.0, n=2)], shades_of([5.0]))
    assert len(picture.squares) == 168
    assert [square.shade is not None for square in picture.squares].count(True) == 1


def test_the_most_frequent_direction_reaches_the_rim_and_nothing_draws_nothing() -> None:
    sectors = [[0, 0] for _ in range(16)]
    sectors[4] = [3, 1]
    wheel = rose_wheel(PollutionRose(bounds=[10.0], sectors=sectors, calm=[4, 0]))
    assert len(wheel.pieces) == 2
    assert wheel.rings[-1] == (RADIUS, pytest.approx(0.5))
    assert rose_wheel(PollutionRose(bounds=[], sectors=[[0]] * 16, calm=[2])).pieces == ()


def test_a_polar_picture_has_a_piece_a_cell() -> None:
    cells = [PolarCell(sector=0, low=0.5, high=2.0, mean=5.0, n=3), PolarCell(sector=8, low=11.0, high=None, mean=9.0, n=3)]
    wheel = polar_wheel(cells, shades_of([5.0, 9.0]))
    assert len(wheel.pieces) == 2
    assert [end for _, end in wheel.rings] == [2.0, 4.0, 6.0, 8.0, 11.0, None], "also the rings without a cell: a speed is a distance"
    assert [radius for radius, _ in wheel.rings] == pytest.approx([RADIUS * number / 6 for number in range(1, 7)])
    assert polar_wheel(cells[:1], shades_of([5.0])).rings == [(RADIUS, 2.0)]


@given(st.lists(values, min_size=2, max_size=40))
@example([0.0, 5e-324])
@example([0.0, 1e-7])
def test_a_trend_lies_within_its_field(measured: list[float]) -> None:
    points = [(2020 + number / 12, value) for number, value in enumerate(measured)]
    trend = theil_sen(points)
    assert trend is not None
    picture = trend_picture(points, trend)
    assert all(LEFT - 0.01 <= x <= RIGHT + 0.01 and TOP - 0.01 <= y <= BOTTOM + 0.01 for x, y in picture.points)
    assert all(TOP - 0.01 <= y <= BOTTOM + 0.01 for y in (picture.line[1], picture.line[3]))
    assert picture.ticks[0][0] <= min(0.0, *measured)
    assert picture.ticks[-1][0] >= max(measured)


def test_a_trends_ticks_are_round() -> None:
    points = [(2020.0, 7.3), (2021.0, 3.6), (2022.0, 5.0)]
    trend = theil_sen(points)
    assert trend is not None
    assert [value for value, _ in trend_picture(points, trend).ticks] == [0.0, 2.0, 4.0, 6.0, 8.0]
