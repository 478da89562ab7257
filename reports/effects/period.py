"""The period of a report: at most a year, and over by now."""

from datetime import date, timedelta

from domain.duration import DAY
from domain.local_time import LocalDay, day_of
from domain.rfc3339 import EARLIEST

_LONGEST = 366 * DAY
_DEFAULT = 30 * DAY


class PeriodError(ValueError):
    """The period's end cannot be so; the message says what it must be."""


def period(start: int | None, end: int | None, now: int) -> tuple[int, int]:
    """Return the requested period (ms UTC), until now at the latest: what is ahead has not happened. Raises PeriodError."""
    until = now if end is None else end
    since = max(EARLIEST, until - _DEFAULT) if start is None else start
    if not 0 < until - since <= _LONGEST:
        raise PeriodError("must lie after `start`, by at most 366 days")
    if until > now + DAY or since >= now:
        raise PeriodError("lies ahead: nothing has happened there yet")
    return since, min(until, now)


def last_month(now: int) -> tuple[date, int, int]:
    """Return the first day of the month before the one that holds `now`, and its bounds (ms UTC) on the town's clock."""
    this = day_of(now).date.replace(day=1)
    first = (this - timedelta(days=1)).replace(day=1)
    return first, LocalDay(first).at(0), LocalDay(this).at(0)
