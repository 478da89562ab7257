"""Sums changed hours up to legal days."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from sqlalchemy import Connection

from domain.air.day import BEFORE, site_days_of
from domain.air.legal_day import start_of_day
from domain.air.site_means import SiteStart
from domain.duration import DAY
from storage.state import due
from storage.state.air import site_days, site_hours
from storage.state.due import Due
from storage.state.engine import State
from watch.leadership import Leadership

BATCH = 100  # days summed up at once


def enqueue(connection: Connection, hours: Iterable[SiteStart]) -> None:
    """Let the days be summed up again that the hours lie in, or an 8 h window that begins in them ends in."""
    days = {(site, start_of_day(time)) for site, hour in hours for time in (hour, hour + BEFORE)}
    # Due since the day began: one batch takes the oldest, and a day's place in the queue does not move when it is marked again.
    due.put(connection, due.SITE_DAY, {due.key_of(site, day): day for site, day in days})


class Days:
    """Sums days up from the hours that are stored."""

    def __init__(self, state: State, leadership: Leadership) -> None:
        self._state = state
        self._leadership = leadership

    def recompute(self, now: int, pulse: Callable[[], None]) -> bool:
        """Sum a batch of waiting days up; True when more wait. Raises StateAwayError, LostLeadershipError."""
        with self._state.read() as connection:
            waiting = due.reached(connection, due.SITE_DAY, now, BATCH)
        for site, rows in _by_site(waiting).items():
            for run in _runs(rows):
                self._sum_up(site, run)
                pulse()
        return len(waiting) == BATCH

    def _sum_up(self, site: str, rows: Sequence[Due]) -> None:
        starts = [_start(row) for row in rows]
        with self._state.read() as connection:
            hours = site_hours.all_means(connection, site, starts[0] - BEFORE, starts[-1] + DAY)
        days = site_days_of(site, starts, hours)
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            site_days.replace(connection, site, starts, days)
            due.done(connection, rows)


def _by_site(waiting: Iterable[Due]) -> dict[str, list[Due]]:
    rows: dict[str, list[Due]] = defaultdict(list)
    for row in waiting:
        rows[row.place_and_time[0]].append(row)
    return rows


def _runs(rows: Iterable[Due]) -> list[list[Due]]:
    """Join days that follow one another, so that their hours are read at once."""
    runs: list[list[Due]] = []
    for row in sorted(rows, key=_start):
        if runs and _start(row) == _start(runs[-1][-1]) + DAY:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs


def _start(row: Due) -> int:
    return row.place_and_time[1]
