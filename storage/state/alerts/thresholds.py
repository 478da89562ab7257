"""Thresholds, their versions, and who changed them from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select

from domain.alerts.threshold import Threshold
from domain.alerts.threshold_form import form_of, threshold_of
from storage.state.engine import upsert
from storage.state.tables.alerts import threshold_history, thresholds


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredThreshold:
    """A threshold and its version, which grows with each change."""

    version: int
    threshold: Threshold

    @property
    def id(self) -> str:
        """The threshold's id."""
        return self.threshold.id


@dataclass(frozen=True, slots=True, kw_only=True)
class ThresholdChange:
    """One change: when (ms UTC), by whose key, from what (None: created) to what (None: deleted), in the contract's form."""

    version: int
    at: int
    by: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def get(connection: Connection, threshold_id: str) -> StoredThreshold | None:
    """Return a threshold, or None when there is none of that id."""
    row = connection.execute(select(thresholds).where(thresholds.c.id == threshold_id)).first()
    return None if row is None else _stored(row)


def page(connection: Connection, *, after: str = "", limit: int = 100) -> list[StoredThreshold]:
    """Return up to `limit` thresholds by id, beginning behind `after`."""
    query = select(thresholds).where(thresholds.c.id > after).order_by(thresholds.c.id).limit(limit)
    return [_stored(row) for row in connection.execute(query)]


def put(connection: Connection, threshold: Threshold, *, by: str, now: int) -> StoredThreshold:
    """Create or replace a threshold and keep the change. Ask `get` in the same transaction whether that is right."""
    form = form_of(threshold)
    version = _change(connection, threshold.id, form, by=by, now=now)
    row = {"version": version, "body": form}
    insertion = upsert(connection, thresholds).values(id=threshold.id, **row)
    connection.execute(insertion.on_conflict_do_update(index_elements=["id"], set_=row))
    return StoredThreshold(version=version, threshold=threshold)


def remove(connection: Connection, threshold_id: str, *, by: str, now: int) -> None:
    """Delete a threshold; its history stays."""
    _change(connection, threshold_id, None, by=by, now=now)
    connection.execute(delete(thresholds).where(thresholds.c.id == threshold_id))


def history(connection: Connection, threshold_id: str, *, before: int | None = None, limit: int = 100) -> list[ThresholdChange]:
    """Return up to `limit` changes, newest first; `before`: the last version of the page before."""
    table = threshold_history.c
    query = select(threshold_history).where(table.id == threshold_id).order_by(table.version.desc()).limit(limit)
    if before is not None:
        query = query.where(table.version < before)
    return [
        ThresholdChange(version=row.version, at=row.at, by=row.by, before=row.before, after=row.after) for row in connection.execute(query)
    ]


def first_change(connection: Connection) -> int | None:
    """Return when (ms UTC) there first was a threshold, None when there never was one."""
    return connection.execute(select(func.min(threshold_history.c.at))).scalar()


def _change(connection: Connection, threshold_id: str, after: dict[str, Any] | None, *, by: str, now: int) -> int:
    # Counted from the history, not from the row: a threshold deleted and made again must not carry an old one's ETag.
    newest = select(func.max(threshold_history.c.version)).where(threshold_history.c.id == threshold_id)
    version = int(connection.execute(newest).scalar() or 0) + 1
    before = connection.execute(select(thresholds.c.body).where(thresholds.c.id == threshold_id)).scalar()
    row = {"id": threshold_id, "version": version, "at": now, "by": by, "before": before, "after": after}
    connection.execute(insert(threshold_history).values(**row))
    return version


def _stored(row: Row[Any]) -> StoredThreshold:
    return StoredThreshold(version=row.version, threshold=threshold_of(row.id, row.body))
