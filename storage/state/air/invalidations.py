"""Stores the periods of devices that people declared invalid, and who took them back."""

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from storage.state import jobs
from storage.state.tables.air import invalidations

RECOMPUTE = "recompute"  # a job of watch: work a device's hours in [start, end) out again


@dataclass(frozen=True, slots=True, kw_only=True)
class Invalidation:
    """[start, end) (ms UTC) of a device's values, of one parameter or (None) all; raw values stay as they are."""

    id: str
    device_id: str
    parameter: str | None
    start: int
    end: int
    reason: str
    by: str
    at: int
    withdrawn_at: int | None = None
    withdrawn_by: str | None = None

    def __post_init__(self) -> None:
        if not self.start < self.end:
            raise ValueError("a period's start must lie before its end")

    def holds(self, parameter: str, time: int) -> bool:
        """Return whether a value of that parameter and time (ms UTC) is invalid by it."""
        return self.start <= time < self.end and self.parameter in (None, parameter)


def declare(
    connection: Connection, device_id: str, parameter: str | None, start: int, end: int, *, reason: str, by: str, now: int
) -> Invalidation:
    """Declare a period invalid and ask watch to work it out again. Raises ValueError for a period that ends before it begins."""
    row = Invalidation(
        id=secrets.token_hex(8), device_id=device_id, parameter=parameter, start=start, end=end, reason=reason, by=by, at=now
    )
    values = {name: getattr(row, name) for name in ("id", "parameter", "start", "end", "reason", "by", "at")}
    connection.execute(insert(invalidations).values(device=device_id, **values))
    _recompute(connection, row, now)
    return row


def withdraw(connection: Connection, row: Invalidation, *, by: str, now: int) -> None:
    """Take it back: it no longer counts, but stays known."""
    statement = update(invalidations).where(invalidations.c.id == row.id, invalidations.c.withdrawn_at.is_(None))
    if connection.execute(statement.values(withdrawn_at=now, withdrawn_by=by)).rowcount:
        _recompute(connection, row, now)


def get(connection: Connection, invalidation_id: str) -> Invalidation | None:
    """Return one, withdrawn or not; None when there never was one of that id."""
    row = connection.execute(select(invalidations).where(invalidations.c.id == invalidation_id)).first()
    return None if row is None else _invalidation(row)


def page(connection: Connection, *, after: str = "", limit: int = 100, device_id: str | None = None) -> list[Invalidation]:
    """Return up to `limit` of them by id, beginning behind `after`, withdrawn ones too."""
    query = select(invalidations).where(invalidations.c.id > after).order_by(invalidations.c.id).limit(limit)
    if device_id is not None:
        query = query.where(invalidations.c.device == device_id)
    return [_invalidation(row) for row in connection.execute(query)]


def in_force(connection: Connection, start: int, end: int, device_ids: Collection[str] | None = None) -> list[Invalidation]:
    """Return those that concern [start, end) (ms UTC) and are not withdrawn, oldest period first."""
    table = invalidations.c
    query = select(invalidations).where(table.withdrawn_at.is_(None), table.start < end, table.end > start)
    rows = [_invalidation(row) for row in connection.execute(query.order_by(table.start, table.id))]
    return [row for row in rows if device_ids is None or row.device_id in device_ids]


def _recompute(connection: Connection, row: Invalidation, now: int) -> None:
    jobs.ask(connection, RECOMPUTE, [row.device_id], now, {"start": row.start, "end": row.end})


def _invalidation(row: Row[Any]) -> Invalidation:
    values = dict(row._mapping)
    return Invalidation(device_id=values.pop("device"), **values)
