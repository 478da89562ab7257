"""Sums changed hours up to legal days."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from domain.air.day import BEFORE, SiteDay, site_days_of
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


@dataclass(frozen=True, slots=True)
class _SummedDays:
    """One site's days that follow one another: what waited, and what came of it."""

    site: str
    rows: Sequence[Due]
    days: Sequence[SiteDay]


class Days:
    """Sums days up from the hours that are stored."""

    def __init__(self, state: State, leadership: Leadership) -> None:
        self._state = state
        self._leadership = leadership

    def recompute(self, now: int, pulse: Callable[[], None]) -> bool:
        """Sum a batch of waiting days up; True when more wait. Raises StateAwayError, LostLeadershipError."""
        with self._state.read() as connection:
            waiting = due.reached(connection, due.SITE_DAY, now, BATCH)
        summed: list[_SummedDays] = []
        for site, rows in _by_site(waiting).items():
            for run in _runs(rows):
                summed.append(self._sum_up(site, run))
                pulse()
        self._store(summed)
        return len(waiting) == BATCH

    def _sum_up(self, site: str, rows: Sequence[Due]) -> _SummedDays:
        starts = [_start(row) for row in rows]
        with self._state.read() as connection:
            hours = site_hours.all_means(connection, site, starts[0] - BEFORE, starts[-1] + DAY)
        return _SummedDays(site, rows, site_days_of(site, starts, hours))

    def _store(self, summed: Sequence[_SummedDays]) -> None:
        """Store a batch in one transaction: one for each site would make the disk's syncs most of the time."""
        if not summed:
            return
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            for run in summed:
                site_days.replace(connection, run.site, [_start(row) for row in run.rows], run.days)
            due.done(connection, [row for run in summed for row in run.rows])


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
