"""A picture of a year has its days, gaps and limits where they belong, and its names apart."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from reports.air.chart import BOTTOM, LEFT, RIGHT, TOP, chart
from reports.air.plot import LimitLine, Plot


def plot(*values: tuple[date, float], lines: tuple[float, ...] = (), above: frozenset[date] = frozenset()) -> Plot:
    gap = (date(2020, 3, 1), date(2020, 3, 31))
    drawn = [LimitLine(limit=limit, regimes=(), annual=False) for limit in sorted(lines, reverse=True)]
    return Plot(averaging="day", values=values, gaps=[gap], lines=drawn, limit=None, above=above, judged=True)


JANUARY = [(date(2020, 1, 1) + timedelta(days=n), 10.0 + n) for n in range(3)]


def test_a_line_never_crosses_a_gap() -> None:
    drawn = chart(plot(*JANUARY, (date(2020, 6, 1), 4.0), (date(2020, 12, 30), 5.0), (date(2020, 12, 31), 6.0)), 2020)
    assert [len(curve.split()) for curve in drawn.curves] == [3, 2]
    assert len(drawn.singles) == 1


def test_a_gap_spans_its_days() -> None:
    [(x, width)] = chart(plot(*JANUARY), 2020).gaps
    assert (x, width) == (pytest.approx(LEFT + (RIGHT - LEFT) * 60 / 366), pytest.approx((RIGHT - LEFT) * 31 / 366))


def test_all_lies_within_the_field() -> None:
    drawn = chart(plot((date(2021, 1, 1), -3.0), (date(2021, 12, 31), 95.0), lines=(50.0,), above=frozenset({date(2021, 12, 31)})), 2021)
    points = [*drawn.singles, *drawn.above]
    assert all(LEFT <= x <= RIGHT and TOP <= y <= BOTTOM for x, y in points)
    assert drawn.ticks[0][0] <= -3.0 < 95.0 <= drawn.ticks[-1][0]


def test_limits_close_together_have_names_that_can_be_read() -> None:
    drawn = chart(plot(*JANUARY, lines=(15.0, 14.8, 14.6, 5.0)), 2020)
    heights = [limit.label_y for limit in drawn.limits]
    assert all(after - before >= 11 for before, after in pairwise(heights))
    assert max(heights) <= BOTTOM


def test_a_limit_far_above_all_values_is_told_and_not_drawn() -> None:
    drawn = chart(plot(*JANUARY, lines=(350.0, 15.0)), 2020)
    assert ([limit.line.limit for limit in drawn.limits], [line.limit for line in drawn.far]) == ([15.0], [350.0])


def test_a_year_without_a_value_is_drawn_too() -> None:
    drawn = chart(plot(lines=(50.0,)), 2020)
    assert (drawn.curves, len(drawn.limits), len(drawn.months)) == ([], 1, 12)
