"""Stores the readings that could not be used, so that people see why and can try again."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from zlib import crc32

from sqlalchemy import Connection, Row, delete, func, or_, select, tuple_

from storage.state import sequences
from storage.state.engine import execute_many, upsert
from storage.state.tables.ingest import quarantine

_SEQUENCE = "quarantine"
_MOST_NAMED = 1000  # devices named in one query
_SAMPLE = 100  # beyond a device's quota one reading in so many is kept


class Quarantined(NamedTuple):
    """One reading that could not be used; `received_at` is ms UTC, `device` who sent it as far as it could be told.

    `id` is made from the place in the ingest log, so that draining twice makes one row.
    """

    id: str
    reason: str
    detail: str
    topic: str
    received_at: int
    payload: bytes
    device: str | None = None


_COLUMNS = [quarantine.c[name] for name in Quarantined._fields]


def keep(connection: Connection, rows: Sequence[Quarantined], *, max_per_device: int) -> dict[str, int]:
    """Keep rows; of a device beyond `max_per_device` a sample. Return how many were dropped by reason.

    Rows that are there already are not doubled; which are sampled follows from the id alone.
    """
    room = {device: max_per_device - count for device, count in _kept(connection, {row.device for row in rows}).items()}
    dropped: dict[str, int] = {}
    kept_rows = []
    for row in rows:
        left = room[row.device] = room.get(row.device, max_per_device) - 1
        if left >= 0 or crc32(row.id.encode()) % _SAMPLE == 0:
            kept_rows.append(row)
        else:
            dropped[row.reason] = dropped.get(row.reason, 0) + 1
    if kept_rows:
        seq = sequences.advance(connection, _SEQUENCE)
        once = upsert(connection, quarantine).on_conflict_do_nothing(index_elements=["id"])
        values = [(*row[:4], row.device, row.received_at, row.payload, seq) for row in kept_rows]
        execute_many(connection, once, quarantine.c.keys(), values)
    return dropped


def get(connection: Connection, row_id: str) -> Quarantined | None:
    """Return one row, or None when it is not (or no longer) there."""
    row = connection.execute(select(*_COLUMNS).where(quarantine.c.id == row_id)).first()
    return None if row is None else _quarantined(row)


def of_delivery(connection: Connection, delivery: str) -> list[Quarantined]:
    """Return what is kept of one message, in its order."""
    query = select(*_COLUMNS).where(quarantine.c.id.startswith(f"{delivery}-", autoescape=True)).order_by(quarantine.c.id)
    return [_quarantined(row) for row in connection.execute(query)]


def page(
    connection: Connection,
    *,
    before: tuple[int, str] | None = None,
    limit: int = 100,
    reason: str | None = None,
    devices: Sequence[str] | None = None,
) -> list[Quarantined]:
    """Return up to `limit` rows, newest first, of some senders or of all.

    `before`: (received at, id) of the last row of the page before.
    """
    table = quarantine.c
    query = select(*_COLUMNS).order_by(table.received_at.desc(), table.id.desc()).limit(limit)
    if before is not None:
        query = query.where(tuple_(table.received_at, table.id) < before)
    if reason is not None:
        query = query.where(table.reason == reason)
    if devices is not None:
        query = query.where(table.device.in_(devices))
    return [_quarantined(row) for row in connection.execute(query)]


def kept_since(connection: Connection, seq: int, limit: int = 1000) -> list[tuple[int, Quarantined]]:
    """Return up to `limit` rows that came after `seq`, each with its own, in order; more where they share the last one's."""
    table = quarantine.c
    query = select(table.seq, *_COLUMNS).order_by(table.seq, table.received_at, table.id)
    rows = connection.execute(query.where(table.seq > seq).limit(limit)).all()
    if len(rows) == limit:
        rows = connection.execute(query.where(table.seq > seq, table.seq <= rows[-1].seq)).all()
    return [(row.seq, Quarantined(*row[1:])) for row in rows]


def current_seq(connection: Connection) -> int:
    """Return the sequence number of the newest row."""
    return sequences.value(connection, _SEQUENCE)


def count_by_reason(connection: Connection, *, limit: int) -> dict[str, int]:
    """Return how many of the newest `limit` rows have each reason, most frequent first."""
    newest = select(quarantine.c.reason).order_by(quarantine.c.received_at.desc()).limit(limit).subquery()
    rows = func.count().label("rows")
    query = select(newest.c.reason, rows).group_by(newest.c.reason).order_by(rows.desc(), newest.c.reason)
    return {row.reason: row.rows for row in connection.execute(query)}


def last_of_senders(connection: Connection, since: int, *, limit: int = 5000) -> dict[str, int]:
    """Return when the newest row of each sender was received (ms UTC), of the newest `limit` rows since a time (ms UTC)."""
    table = quarantine.c
    newest = select(table.device, table.received_at).where(table.received_at >= since, table.device.is_not(None))
    newest_rows = newest.order_by(table.received_at.desc()).limit(limit).subquery()
    query = select(newest_rows.c.device, func.max(newest_rows.c.received_at).label("at")).group_by(newest_rows.c.device)
    return {row.device: row.at for row in connection.execute(query)}


def ids_of_devices(connection: Connection, devices: Sequence[str], reasons: Sequence[str]) -> list[str]:
    """Return the ids of some senders' rows with one of the reasons, in order of arrival."""
    table, wanted = quarantine.c, frozenset(devices)
    query = select(table.id, table.device).where(table.reason.in_(reasons)).order_by(table.received_at, table.id)
    if len(wanted) <= _MOST_NAMED:
        query = query.where(table.device.in_(wanted))
    return [row.id for row in connection.execute(query) if row.device in wanted]


def remove(connection: Connection, ids: Sequence[str]) -> int:
    """Delete rows; return how many were there."""
    return connection.execute(delete(quarantine).where(quarantine.c.id.in_(ids))).rowcount


def expire(connection: Connection, *, before: int, max_bytes: int) -> dict[str, int]:
    """Delete rows received before `before` (ms UTC), then the oldest beyond `max_bytes` of payload. Return how many by reason."""
    newest_first = (quarantine.c.received_at.desc(), quarantine.c.id.desc())
    running = func.sum(func.length(quarantine.c.payload)).over(order_by=newest_first).label("running")
    sized = select(quarantine.c.id, quarantine.c.received_at, running).subquery()
    doomed = select(sized.c.id).where(or_(sized.c.received_at < before, sized.c.running > max_bytes))
    reasons = connection.execute(delete(quarantine).where(quarantine.c.id.in_(doomed)).returning(quarantine.c.reason)).scalars()
    counts: dict[str, int] = {}
    for reason in reasons:
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def _kept(connection: Connection, devices: set[str | None]) -> Mapping[str | None, int]:
    table = quarantine.c
    of_them = or_(table.device.in_([device for device in devices if device]), table.device.is_(None))
    query = select(table.device, func.count()).where(of_them).group_by(table.device)
    return {row[0]: row[1] for row in connection.execute(query)}


def _quarantined(row: Row[Any]) -> Quarantined:
    return Quarantined(**row._mapping)
