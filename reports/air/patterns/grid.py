"""Lays out pictures made of squares: a calendar of days, and the hours of the week."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.air.patterns.week_profile import Cell
from reports.air.patterns.shades import Shades

SQUARE = 15.0  # points
_MONTH_WIDTH, _MONTH_HEIGHT = 8 * SQUARE, 8 * SQUARE
_ACROSS = 6  # months beside each other
_LEFT, _TOP = 40.0, 14.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """One square at (x, y): its shade, None where nothing was measured, and what stands in it."""

    x: float
    y: float
    shade: int | None
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarPicture:
    """`months`: (year, month, x, y) of each month's name; `height` in points of a picture 720 wide."""

    months: Sequence[tuple[int, int, float, float]]
    squares: Sequence[Square]
    height: float


def calendar_picture(days: Sequence[tuple[date, float]], first: date, last: date, shades: Shades) -> CalendarPicture:
    """Lay out the days from `first` to `last`, month by month, weeks as rows that begin on Monday."""
    values: Mapping[date, float] = dict(days)
    months: list[tuple[int, int, float, float]] = []
    squares: list[Square] = []
    for number, month in enumerate(_months(first, last)):
        left, top = number % _ACROSS * _MONTH_WIDTH, number // _ACROSS * _MONTH_HEIGHT + _TOP
        months.append((month.year, month.month, left, top - 4))
        day = month
        while day.month == month.month:
            if first <= day <= last:
                row = (day.day - 1 + month.weekday()) // 7
                value = values.get(day)
                shade = None if value is None else shades.of(value)
                squares.append(Square(x=left + day.weekday() * SQUARE, y=top + row * SQUARE, shade=shade, text=str(day.day)))
            day += timedelta(days=1)
    rows = (len(months) + _ACROSS - 1) // _ACROSS
    return CalendarPicture(months=months, squares=squares, height=rows * _MONTH_HEIGHT + 4)


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    return [date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1) for number in range(count)]


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekPicture:
    """Seven rows of 24 squares; `hours`: (hour, x) to be named below, `rows`: (weekday, y)."""

    squares: Sequence[Square]
    hours: Sequence[tuple[int, float]]
    rows: Sequence[tuple[int, float]]
    height: float


def week_picture(profile: Sequence[Cell], shades: Shades) -> WeekPicture:
    """Lay out the hours of the week."""
    width = 26.0
    by_cell = {(cell.weekday, cell.hour): cell.mean for cell in profile}
    squares = [
        Square(
            x=_LEFT + hour * width,
            y=weekday * SQUARE,
            shade=shades.of(by_cell[weekday, hour]) if (weekday, hour) in by_cell else None,
        )
        for weekday in range(7)
        for hour in range(24)
    ]
    return WeekPicture(
        squares=squares,
        hours=[(hour, _LEFT + (hour + 0.5) * width) for hour in range(0, 24, 3)],
        rows=[(weekday, weekday * SQUARE + 11) for weekday in range(7)],
        height=7 * SQUARE + 14,
    )
