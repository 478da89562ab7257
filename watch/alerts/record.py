"""Stores what happened to alerts, with the messages about it and when to look at each again, in one transaction."""

from collections import defaultdict
from collections.abc import Sequence

import structlog
from sqlalchemy import Connection

from domain import rfc3339
from domain.alerts.alert import Alert
from domain.alerts.transition import Transition
from domain.device import Registry
from storage.state import due
from storage.state.alerts import alerts, outbox
from storage.state.alerts.alerts import AlertEvent
from watch.notify.notifications import ENDED, NOTIFIED, Notifications

_log = structlog.get_logger("alerts")
_MOST_NAMED = 5  # members in one line


def record(
    connection: Connection, transitions: Sequence[Transition], registry: Registry, notifications: Notifications, escalate_after: int
) -> None:
    """Store transitions, and one message about each alert for each receiver; `escalate_after`: ms without an acknowledgement."""
    newest = {transition.alert.id: transition for transition in transitions}
    happened: dict[str, list[AlertEvent]] = defaultdict(list)
    for transition in transitions:
        event = alerts.keep(connection, transition) if transition.event is not None else None
        if event is not None:
            happened[transition.alert.id].append(event)
            _write_line(transition)
            _schedule(connection, transition, escalate_after)
    for transition in newest.values():
        if transition.event is None:  # once, though three hundred members changed
            alerts.keep(connection, transition)
    for alert_id, events in happened.items():
        _notify(connection, newest[alert_id].alert, events, registry, notifications)


def _write_line(transition: Transition) -> None:
    """Write what happened, with the alert's id, by which its messages go too, and the values by whose ends their readings are found."""
    alert = transition.alert
    values = [f"{name} {member.value:g} at {rfc3339.write(member.end)}" for name, member in list(alert.members.items())[:_MOST_NAMED]]
    about = {"threshold": alert.threshold_id, "parameter": alert.parameter, "subject": f"{alert.subject.type} {alert.subject.id}"}
    if delivery := alert.worst_member[1].delivery:
        about["delivery"] = delivery
    _log.info(f"alert {transition.event}", alert=alert.id, severity=alert.severity, **about, members=len(alert.members), values=values)


def _schedule(connection: Connection, transition: Transition, escalate_after: int) -> None:
    alert = transition.alert
    if not alert.is_open:
        due.forget(connection, due.ESCALATE, [alert.id])
        due.forget(connection, due.SHELF, [alert.id])
    elif alert.state == "raised" and transition.event != "escalated":
        due.put(connection, due.ESCALATE, {alert.id: transition.at + escalate_after})


def _notify(connection: Connection, alert: Alert, events: Sequence[AlertEvent], registry: Registry, notifications: Notifications) -> None:
    """Queue messages about what happened last; that an alert was raised comes before all else, and one that came and went is no news."""
    news = [event for event in events if event.event in NOTIFIED]
    if not news or (news[0].event == "raised" and news[-1].event in ENDED):
        return
    event = news[0] if news[0].event == "raised" else news[-1]
    outbox.put(connection, notifications.about(connection, alert, event, registry))
