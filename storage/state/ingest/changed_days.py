"""Marks the days (UTC) of which readings were written, so that a backup need not read a day again that is as it was.

A mark is a random number: a state that was restored, or begun anew, never repeats one that a later backup knows.
"""

import secrets
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, select

from domain.duration import DAY
from storage.state.engine import upsert
from storage.state.tables.ingest import changed_days

_ALL_OTHERS = 0  # stands for every day without a row: no reading is from 1970


def mark(connection: Connection, times: Iterable[int]) -> None:
    """Mark the days of readings (times in ms UTC), after the store has taken them."""
    if days := sorted({time // DAY for time in times}):
        number = secrets.randbits(63)
        insert = upsert(connection, changed_days)
        changed = insert.on_conflict_do_update(index_elements=["day"], set_={"mark": insert.excluded.mark})
        connection.execute(changed, [{"day": day * DAY, "mark": number} for day in days])


def begin(connection: Connection) -> None:
    """Give the days that were written before there were marks one, if they have none yet."""
    insert = upsert(connection, changed_days).values(day=_ALL_OTHERS, mark=secrets.randbits(63))
    connection.execute(insert.on_conflict_do_nothing())


def read(connection: Connection) -> Mapping[int, int]:
    """Return the mark of each marked day, by its start (ms UTC)."""
    return {row.day: row.mark for row in connection.execute(select(changed_days))}


def of_day(marks: Mapping[int, int], day: int) -> int | None:
    """Return a day's mark (its start in ms UTC), None before `begin`."""
    return marks.get(day, marks.get(_ALL_OTHERS))
