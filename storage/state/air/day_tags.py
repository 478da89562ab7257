"""Stores notes on a site's days, such as winter sanding or dust from the Sahara."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, delete, select

from storage.state.engine import upsert
from storage.state.tables.air import day_tags


@dataclass(frozen=True, slots=True, kw_only=True)
class DayTag:
    """A note on one legal day; `by`: whose key, `at`: when (ms UTC)."""

    site: str
    day: date
    tag: str
    note: str
    by: str
    at: int


def put(connection: Connection, row: DayTag) -> None:
    """Keep the note, in place of the same tag's before."""
    values = {"site": row.site, "day": row.day.isoformat(), "tag": row.tag, "note": row.note, "by": row.by, "at": row.at}
    statement = upsert(connection, day_tags).values(**values)
    changed = {name: statement.excluded[name] for name in ("note", "by", "at")}
    connection.execute(statement.on_conflict_do_update(index_elements=["site", "day", "tag"], set_=changed))


def remove(connection: Connection, site: str, day: date, tag: str) -> bool:
    """Take a note away; False when there is none."""
    same = (day_tags.c.site == site) & (day_tags.c.day == day.isoformat()) & (day_tags.c.tag == tag)
    return connection.execute(delete(day_tags).where(same)).rowcount > 0


def within(connection: Connection, site: str, first: date, last: date) -> list[DayTag]:
    """Return a site's notes from `first` to `last`, both included, by day and tag."""
    table = day_tags.c
    between = (table.site == site) & (table.day >= first.isoformat()) & (table.day <= last.isoformat())
    rows = connection.execute(select(day_tags).where(between).order_by(table.day, table.tag))
    return [DayTag(site=row.site, day=date.fromisoformat(row.day), tag=row.tag, note=row.note, by=row.by, at=row.at) for row in rows]
