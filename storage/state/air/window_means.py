"""A site's means over hours, 8 h, legal days, 24 h or years.

One function for all who judge or show means: `window_means(connection, site, parameter, averaging, start, end)`.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby, islice
from typing import Literal

from sqlalchemy import Connection

from domain.air.legal_day import bounds_of_year, start_of_day, year_of
from domain.air.window_mean import EIGHT_HOURS, ONE_DAY, WindowMean, running
from domain.air.windows import Grade, SiteHour
from domain.air.year import year_mean
from domain.duration import HOUR
from storage.state.air import site_days, site_hours

Averaging = Literal["hour", "8h", "day", "24h", "year"]
_RUNNING = {"8h": EIGHT_HOURS, "24h": ONE_DAY}
_CHUNK = 1000  # hours read at once


def window_means(
    connection: Connection, site: str, parameter: str, averaging: Averaging, start: int, end: int, *, limit: int | None = None
) -> list[WindowMean]:
    """Return up to `limit` means, oldest first; a window without a valid hour (of an hour: without a reading) is left out.

    Hours and running windows (8h, 24h: one for each hour) are those that begin in [start, end) (ms UTC); legal days and years
    those that hold any of it. `valid` says whether a mean may be judged; nothing is said of windows that nobody measured.
    """
    if averaging == "hour":
        rows = site_hours.means(connection, site, parameter, start, end, limit=limit)
        return [_hour(row) for row in rows]
    if averaging == "day":
        days = site_days.days(connection, site, {parameter}, start_of_day(start), end, limit=limit)
        return [day.as_window() for day in days]
    if averaging == "year":
        return list(islice(_years(connection, site, parameter, start, end), limit))
    return list(islice(_running(connection, site, parameter, _RUNNING[averaging], start, end), limit))


def _hour(row: SiteHour) -> WindowMean:
    return WindowMean(
        start=row.start,
        end=row.end,
        mean=row.mean,
        n=row.n,
        expected=row.expected,
        valid=row.valid,
        sources=row.sources,
        indicative=row.grade is not Grade.REFERENCE,
        at_least=row.at_least,
    )


def _years(connection: Connection, site: str, parameter: str, start: int, end: int) -> Iterator[WindowMean]:
    first, last = bounds_of_year(year_of(start))[0], bounds_of_year(year_of(end - 1))[1]
    days = site_days.days(connection, site, {parameter}, first, last)
    for year, of_year in groupby(days, key=lambda day: year_of(day.start)):
        mean = year_mean(year, list(of_year))
        if mean is not None:
            yield mean


def _running(connection: Connection, site: str, parameter: str, length: int, start: int, end: int) -> Iterator[WindowMean]:
    reach = (length - 1) * HOUR
    position = start
    while position < end:
        rows = site_hours.means(connection, site, parameter, position, end + reach, limit=_CHUNK)
        # Of a full chunk the last windows need hours that are not read yet.
        until = min(end, rows[-1].start - reach) if len(rows) == _CHUNK else end
        yield from _windows(rows, length, position, until)
        position = until


def _windows(rows: Sequence[SiteHour], length: int, start: int, end: int) -> Iterator[WindowMean]:
    hours = {row.start: row for row in rows if row.valid}
    reach = length * HOUR
    starts = sorted({begin for hour in hours for begin in range(hour - reach + HOUR, hour + HOUR, HOUR) if start <= begin < end})
    for window in running({hour: row.mean for hour, row in hours.items()}, (begin + reach for begin in starts), length):
        within = [hours[hour] for hour in range(window.start, window.end, HOUR) if hour in hours]
        yield _named(window, within)


def _named(window: WindowMean, hours: Sequence[SiteHour]) -> WindowMean:
    return WindowMean(
        start=window.start,
        end=window.end,
        mean=window.mean,
        n=window.n,
        expected=window.expected,
        valid=window.valid,
        sources=tuple(sorted({source for hour in hours for source in hour.sources})),
        indicative=any(hour.grade is not Grade.REFERENCE for hour in hours),
        at_least=any(hour.at_least for hour in hours),
    )
