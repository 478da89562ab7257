"""What comes due at a time unless something happens before: silence, and hours that wait to be worked on again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, select

from storage.state.engine import upsert
from storage.state.tables.roles import due

SILENCE = "silence"  # key: a device; reached: it has been silent since, and stays so until the device moves its row on
SITE_HOUR = "site_hour"  # key: a site and an hour's start; reached: watch works the hour's means out again
SITE_DAY = "site_day"  # key: a site and a legal day's start; reached: watch sums the day up again
JUDGE = "judge"  # key: a site and an hour's start; reached: watch judges the windows that the hour is part of
ESCALATE = "escalate"  # key: an alert; reached: nobody acknowledged it in time
SHELF = "shelf"  # key: an alert; reached: its time on the shelf is over
VISIT = "visit"  # key: a bin and a time at which a crew says it emptied it; reached: the sensor should have seen it
EMPTYING = "emptying"  # key: a bin and a time at which it was seen emptied; reached: a crew should have said so

_STILL_AS_READ = delete(due).where(
    due.c.kind == bindparam("read_kind"), due.c.key == bindparam("read_key"), due.c.at == bindparam("read_at")
)
_FORGOTTEN = delete(due).where(due.c.kind == bindparam("read_kind"), due.c.key == bindparam("read_key"))


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that comes due at `at` (ms UTC); `delivery`: the id of the newest message that led to it, if one did."""

    kind: str
    key: str
    at: int
    delivery: str | None = None

    @property
    def place_and_time(self) -> tuple[str, int]:
        """The site or bin, and the time (ms UTC), of a key that `key_of` made."""
        place, _, time = self.key.rpartition(" ")
        return place, int(time)


def key_of(place: str, time: int) -> str:
    """Return the key of a site or bin at a time (ms UTC)."""
    return f"{place} {time}"


def put(connection: Connection, kind: str, times: Mapping[str, int], delivery: str | None = None) -> None:
    """Set when each key comes due (ms UTC), and the message that led to it, in place of what was set before."""
    if times:
        insert = upsert(connection, due)
        changed = {"at": insert.excluded.at, "delivery": insert.excluded.delivery}
        moved = insert.on_conflict_do_update(index_elements=["kind", "key"], set_=changed)
        connection.execute(moved, [{"kind": kind, "key": key, "at": at, "delivery": delivery} for key, at in times.items()])


def reached(connection: Connection, kind: str, now: int, limit: int = 1000) -> list[Due]:
    """Return up to `limit` things of a kind that are due at `now` (ms UTC), longest due first."""
    query = select(due).where(due.c.kind == kind, due.c.at <= now).order_by(due.c.at, due.c.key).limit(limit)
    return [Due(row.kind, row.key, row.at, row.delivery) for row in connection.execute(query)]


def done(connection: Connection, rows: Sequence[Due]) -> None:
    """Forget what was worked on, but for what was set to another time since it was read."""
    if rows:
        connection.execute(_STILL_AS_READ, [{"read_kind": row.kind, "read_key": row.key, "read_at": row.at} for row in rows])


def forget(connection: Connection, kind: str, keys: Sequence[str]) -> None:
    """Forget what no longer comes due."""
    if keys:
        connection.execute(_FORGOTTEN, [{"read_kind": kind, "read_key": key} for key in keys])
