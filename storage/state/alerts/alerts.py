"""The alerts that are and were open, and what happened to each."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, insert, or_, select, tuple_, update

from domain.alerts.alert import Alert, AlertKey, Member, Subject
from domain.alerts.transition import Transition
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


def keep(connection: Connection, transition: Transition) -> AlertEvent | None:
    """Store an alert as it is after a transition and the event, if there is one, as its next.

    Raises sqlalchemy's IntegrityError when one is raised of whose threshold and subject there is an open one.
    """
    alert, event, at = transition
    row, is_new = _row(alert), event == "raised"
    connection.execute(insert(alerts).values(**row) if is_new else update(alerts).where(alerts.c.id == alert.id).values(**row))
    if event is None:
        return None
    last = connection.execute(select(func.max(alert_events.c.number)).where(alert_events.c.alert == alert.id)).scalar() or 0
    kept = AlertEvent(
        alert=alert.id,
        number=last + 1,
        at=at,
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
    return next(iter(_read(connection, select(alerts).where(alerts.c.id == alert_id).with_for_update())), None)


def find(connection: Connection, alert_id: str) -> Alert | None:
    """Return an alert to look at, or None when there is none of that id."""
    return next(iter(_read(connection, select(alerts).where(alerts.c.id == alert_id))), None)


def open_alerts(connection: Connection, *, lock: bool = False) -> list[Alert]:
    """Return every alert that is not over, oldest first."""
    query = select(alerts).where(alerts.c.open).order_by(alerts.c.raised_at, alerts.c.id)
    return _read(connection, query.with_for_update() if lock else query)


def last_ends(connection: Connection, since: Mapping[AlertKey, int]) -> dict[tuple[AlertKey, str], int]:
    """Return the end (ms UTC) of the newest value that was judged of each member, by the alert's key and the member's id.

    `since`: of the alerts with each key those are read that judged a value that ended then (ms UTC) or later.
    """
    ends: dict[tuple[AlertKey, str], int] = {}
    for key, end in since.items():
        same = (alerts.c.threshold == key[0]) & (alerts.c.subject_type == key[1]) & (alerts.c.subject_id == key[2])
        query = select(alerts).where(same, alerts.c.last_end >= end).order_by(alerts.c.last_end.desc()).limit(_LOOK_BACK)
        for alert in _read(connection, query):
            for name, member in alert.members.items():
                ends[key, name] = max(member.judged_until, ends.get((key, name), 0))
    return ends


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
    return _read(connection, query)


def raised_since(connection: Connection, since: int) -> list[Alert]:
    """Return the alerts raised since `since` (ms UTC), and those that are still open."""
    return _read(connection, select(alerts).where(or_(alerts.c.raised_at >= since, alerts.c.open)).order_by(alerts.c.raised_at))


def events(connection: Connection, alert_id: str) -> list[AlertEvent]:
    """Return what happened to an alert, in order."""
    query = select(alert_events).where(alert_events.c.alert == alert_id).order_by(alert_events.c.number)
    return [AlertEvent(**row._mapping) for row in connection.execute(query)]


def events_since(connection: Connection, seq: int, limit: int = 1000) -> list[tuple[AlertEvent, Alert]]:
    """Return up to `limit` events behind `seq`, in order, each with its alert as it is now."""
    query = select(alert_events).where(alert_events.c.seq > seq).order_by(alert_events.c.seq).limit(limit)
    changes = [AlertEvent(**row._mapping) for row in connection.execute(query)]
    rows = select(alerts).where(alerts.c.id.in_({event.alert for event in changes}))
    by_id = {alert.id: alert for alert in _read(connection, rows)}
    return [(event, by_id[event.alert]) for event in changes]


def current_seq(connection: Connection) -> int:
    """Return the sequence number of the newest event."""
    return sequences.value(connection, _SEQUENCE)


def _read(connection: Connection, query: Select[Any]) -> list[Alert]:
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
        "last_end": max(member.judged_until for member in alert.members.values()),
        "body": body,
    }


def _alert(row: Row[Any]) -> Alert:
    body = {**row.body, "members": {name: Member(**member) for name, member in row.body["members"].items()}}
    subject = Subject(type=row.subject_type, id=row.subject_id)
    return Alert(**{name: getattr(row, name) for name in _COLUMNS}, threshold_id=row.threshold, subject=subject, **body)
