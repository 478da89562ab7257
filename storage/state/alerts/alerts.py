"""Which alerts there are and were, and what happened to each."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, tuple_, update

from domain.alerts.alert import Alert, Member, Subject, Transition
from storage.state import sequences
from storage.state.tables.alerts import alert_events, alerts

_COLUMNS = ("id", "kind", "state", "raised_at")
_SEQUENCE = "alerts"
_LOOK_BACK = 100  # alerts: what came and went more often since a value was measured has been told often enough


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertEvent:
    """One thing that happened to an alert: the `number`th, at `at` (ms UTC), with the severity and value it then had.

    `seq` orders the events of all alerts.
    """

    alert: str
    number: int
    at: int
    event: str
    severity: str
    value: float | None
    by: str | None
    note: str | None
    seq: int


def new_id() -> str:
    """Return an id that nobody can guess."""
    return secrets.token_hex(16)


def keep(connection: Connection, change: Transition, now: int, *, new: bool = False) -> AlertEvent | None:
    """Store an alert and its event, if there is one, as its next; `now` in ms UTC.

    Raises sqlalchemy's IntegrityError when one of its threshold and subject is open already.
    """
    alert, event = change
    row = _row(alert)
    connection.execute(insert(alerts).values(**row) if new else update(alerts).where(alerts.c.id == alert.id).values(**row))
    if event is None:
        return None
    last = connection.execute(select(func.max(alert_events.c.number)).where(alert_events.c.alert == alert.id)).scalar() or 0
    kept = AlertEvent(
        alert=alert.id,
        number=last + 1,
        at=now,
        event=event,
        severity=alert.severity,
        value=alert.worst_member[1].value,
        by=alert.by,
        note=alert.note,
        seq=sequences.advance(connection, _SEQUENCE),
    )
    connection.execute(insert(alert_events).values(**asdict(kept)))
    return kept


def get(connection: Connection, alert_id: str) -> Alert | None:
    """Return an alert, locked until the transaction ends, or None when there is none of that id."""
    return next(iter(_found(connection, select(alerts).where(alerts.c.id == alert_id).with_for_update())), None)


def find(connection: Connection, alert_id: str) -> Alert | None:
    """Return an alert to look at, or None when there is none of that id."""
    return next(iter(_found(connection, select(alerts).where(alerts.c.id == alert_id))), None)


def open_alerts(connection: Connection, *, lock: bool = False) -> list[Alert]:
    """Return every alert that is not over, oldest first."""
    query = select(alerts).where(alerts.c.open).order_by(alerts.c.raised_at, alerts.c.id)
    return _found(connection, query.with_for_update() if lock else query)


def has_taken_in(connection: Connection, threshold_id: str, subject: Subject, member: str, end: int) -> bool:
    """Return whether an alert of this threshold and subject has seen a value of `member` that ended at `end` (ms UTC) or later."""
    same = (alerts.c.threshold == threshold_id) & (alerts.c.subject_type == subject.type) & (alerts.c.subject_id == subject.id)
    query = select(alerts).where(same, alerts.c.last_end >= end).order_by(alerts.c.last_end.desc()).limit(_LOOK_BACK)
    found = (alert.members.get(member) for alert in _found(connection, query))
    return any(seen is not None and seen.end >= end for seen in found)


def page(
    connection: Connection,
    *,
    states: Sequence[str] = (),
    kind: str | None = None,
    threshold: str | None = None,
    since: int | None = None,
    before: tuple[int, str] | None = None,
    limit: int = 100,
) -> list[Alert]:
    """Return up to `limit` alerts, newest first; `since`: raised then or later (ms UTC); `before`: the last one's (raised_at, id)."""
    query = select(alerts).order_by(alerts.c.raised_at.desc(), alerts.c.id.desc()).limit(limit)
    if states:
        query = query.where(alerts.c.state.in_(states))
    if kind is not None:
        query = query.where(alerts.c.kind == kind)
    if threshold is not None:
        query = query.where(alerts.c.threshold == threshold)
    if since is not None:
        query = query.where(alerts.c.raised_at >= since)
    if before is not None:
        query = query.where(tuple_(alerts.c.raised_at, alerts.c.id) < before)
    return _found(connection, query)


def raised_since(connection: Connection, since: int) -> list[Alert]:
    """Return the alerts raised since `since` (ms UTC), and those that are still open."""
    return _found(connection, select(alerts).where(or_(alerts.c.raised_at >= since, alerts.c.open)).order_by(alerts.c.raised_at))


def events(connection: Connection, alert_id: str) -> list[AlertEvent]:
    """Return what happened to an alert, in order."""
    query = select(alert_events).where(alert_events.c.alert == alert_id).order_by(alert_events.c.number)
    return [AlertEvent(**row._mapping) for row in connection.execute(query)]


def events_since(connection: Connection, seq: int, limit: int = 1000) -> list[tuple[AlertEvent, Alert]]:
    """Return up to `limit` events behind `seq`, in order, each with its alert as it is now."""
    query = select(alert_events).where(alert_events.c.seq > seq).order_by(alert_events.c.seq).limit(limit)
    found = [AlertEvent(**row._mapping) for row in connection.execute(query)]
    rows = select(alerts).where(alerts.c.id.in_({event.alert for event in found}))
    by_id = {alert.id: alert for alert in _found(connection, rows)}
    return [(event, by_id[event.alert]) for event in found]


def current_seq(connection: Connection) -> int:
    """Return the sequence number of the newest event."""
    return sequences.value(connection, _SEQUENCE)


def _found(connection: Connection, query: Select[Any]) -> list[Alert]:
    rows: Iterable[Row[Any]] = connection.execute(query)
    return [_alert(row) for row in rows]


def _row(alert: Alert) -> dict[str, Any]:
    body = asdict(alert)
    return {
        **{name: body.pop(name) for name in _COLUMNS},
        "threshold": body.pop("threshold_id"),
        "subject_type": alert.subject.type,
        "subject_id": body.pop("subject")["id"],
        "open": alert.is_open,
        "last_end": max(member.end for member in alert.members.values()),
        "body": body,
    }


def _alert(row: Row[Any]) -> Alert:
    body = {**row.body, "members": {name: Member(**member) for name, member in row.body["members"].items()}}
    subject = Subject(type=row.subject_type, id=row.subject_id)
    return Alert(**{name: getattr(row, name) for name in _COLUMNS}, threshold_id=row.threshold, subject=subject, **body)
