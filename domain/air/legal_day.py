"""Legal days and legal years.

The legal day is fixed UTC+1 the whole year (V); the civil day, with its summer time, is for display only.
"""

from datetime import date

from domain.duration import DAY, HOUR

_AHEAD = HOUR  # UTC+1
_EPOCH = date(1970, 1, 1)
_EPOCH_DAYS = _EPOCH.toordinal()


def start_of_day(time: int) -> int:
    """Return the start (ms UTC) of the legal day that holds `time` (ms UTC): 23:00 UTC of the day before."""
    return (time + _AHEAD) // DAY * DAY - _AHEAD


def date_of(time: int) -> date:
    """Return the date of the legal day that holds `time` (ms UTC); the calendar's first or last where it has none."""
    ordinal = _EPOCH_DAYS + (time + _AHEAD) // DAY
    return date.fromordinal(max(date.min.toordinal(), min(ordinal, date.max.toordinal())))


def start_of_date(day: date) -> int:
    """Return where the legal day of that date begins (ms UTC)."""
    return (day - _EPOCH).days * DAY - _AHEAD


def bounds_of_year(year: int) -> tuple[int, int]:
    """Return where a legal year begins and ends, [start, end) in ms UTC."""
    return start_of_date(date(year, 1, 1)), start_of_date(date(year, 12, 31)) + DAY


def year_of(time: int) -> int:
    """Return the legal year that holds `time` (ms UTC)."""
    return date_of(time).year


def hours_of_year(year: int) -> int:
    """Return how many hours a year has: 8760, or 8784 in a leap year."""
    start, end = bounds_of_year(year)
    return (end - start) // HOUR
