"""Stores work items: what somebody has to look at, because of what a crew reported or a sensor contradicts."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select, update

from domain.waste.rounds.work_item import WorkItemKind
from storage.state.engine import upsert
from storage.state.tables.bins import work_items


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkItem:
    """Something about a bin at `time` (ms UTC) that somebody has to look at; `done_at`, `by`, `note`: when, by whom and how it was done."""

    id: int
    bin_id: str
    kind: WorkItemKind
    time: int
    raised_at: int
    done_at: int | None = None
    by: str | None = None
    note: str | None = None


def raise_(connection: Connection, bin_id: str, kind: WorkItemKind, time: int, now: int) -> None:
    """Raise an item; the same again is the same item."""
    insert = upsert(connection, work_items).values(bin=bin_id, kind=kind, time=time, raised_at=now)
    connection.execute(insert.on_conflict_do_nothing())


def get(connection: Connection, number: int) -> WorkItem | None:
    """Return an item, or None."""
    row = connection.execute(select(work_items).where(work_items.c.id == number)).first()
    return None if row is None else _item(row)


def page(
    connection: Connection, *, is_open: bool | None = None, bin_id: str | None = None, before: int | None = None, limit: int = 100
) -> list[WorkItem]:
    """Return up to `limit` items, newest first; `before`: the id of the last on the page before."""
    query = select(work_items).order_by(work_items.c.id.desc()).limit(limit)
    if is_open is not None:
        query = query.where(work_items.c.done_at.is_(None) if is_open else work_items.c.done_at.is_not(None))
    if bin_id is not None:
        query = query.where(work_items.c.bin == bin_id)
    if before is not None:
        query = query.where(work_items.c.id < before)
    return [_item(row) for row in connection.execute(query)]


def done_since(connection: Connection, since: int, *, limit: int = 100) -> list[WorkItem]:
    """Return up to `limit` items that were done at `since` (ms UTC) or later, the last done first."""
    query = select(work_items).where(work_items.c.done_at >= since).order_by(work_items.c.done_at.desc(), work_items.c.id.desc())
    return [_item(row) for row in connection.execute(query.limit(limit))]


def done(connection: Connection, number: int, *, by: str, note: str | None, now: int) -> None:
    """Mark an item as done; whoever did so first stays named."""
    same = (work_items.c.id == number) & work_items.c.done_at.is_(None)
    connection.execute(update(work_items).where(same).values(done_at=now, by=by, note=note))


def withdraw(connection: Connection, bin_id: str, kinds: Collection[WorkItemKind], start: int, end: int, *, by: str, now: int) -> None:
    """Mark a bin's open items of these kinds with start <= time <= end (ms UTC) as done: what raised them was taken back."""
    of_bin = (work_items.c.bin == bin_id) & work_items.c.kind.in_(sorted(kinds)) & work_items.c.done_at.is_(None)
    within = (work_items.c.time >= start) & (work_items.c.time <= end)
    connection.execute(update(work_items).where(of_bin & within).values(done_at=now, by=by))


def _item(row: Row[Any]) -> WorkItem:
    return WorkItem(
        id=row.id, bin_id=row.bin, kind=row.kind, time=row.time, raised_at=row.raised_at, done_at=row.done_at, by=row.by, note=row.note
    )
