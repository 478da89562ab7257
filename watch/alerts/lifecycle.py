"""How are alerts changed, and what follows from a change: who is told, and when is it looked at again?"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import Connection

from config.threshold_file import threshold_file
from domain.alerts.alert import Alert, Transition, escalate, observe, unshelve, withdraw
from domain.device import Registry
from storage.state import due
from storage.state.alerts import alerts, outbox
from storage.state.alerts.alerts import AlertEvent
from storage.state.due import Due
from watch.alerts.observation import Observation, by_key, take_in
from watch.notify.notifications import ENDED, NOTIFIED, Notifications


class AlertLifecycle:
    """Changes alerts within one transaction, and sees to what follows: who is told, and when to look at it again.

    `settle` comes last. `replayed`: the service lives in its data's time, so that what happened is dated when it could be
    known, not when we looked.
    """

    def __init__(
        self, connection: Connection, notifications: Notifications, registry: Registry, now: int, *, replayed: bool = False
    ) -> None:
        self._connection = connection
        self._notifications = notifications
        self._registry = registry
        self._now = now
        self._replayed = replayed
        self._known: dict[str, Alert] = {}
        self._changed: dict[str, Alert] = {}
        self._happened: dict[str, list[AlertEvent]] = defaultdict(list)
        self._open = {alert.id: alert for alert in alerts.open_alerts(connection, lock=True)}
        self._ids = {key: alert.id for key, alert in by_key(list(self._open.values())).items()}

    def take_in(self, observation: Observation) -> None:
        """Let a observation change the alert it belongs to, or raise one."""
        alert = self._open.get(self._ids.get(observation.key, ""))
        now = min(self._now, observation.at) if self._replayed else self._now
        taken = take_in(self._connection, observation, alert, now)
        if taken is not None:
            self._keep(taken[0], now, new=taken[1])

    def recover(self, members: Collection[tuple[str, str]]) -> None:
        """Let it be over for members of alerts."""
        for alert_id, member in members:
            if alert_id in self._open:
                self._keep(observe(self._open[alert_id], member, None, self._now), self._now)

    def withdraw(self, which: Collection[tuple[str, str]]) -> None:
        """End alerts, each for a reason."""
        for alert_id, why in which:
            if alert_id in self._open:
                self._keep(withdraw(self._open[alert_id], by="watch", why=why, now=self._now), self._now)

    def overdue(self, rows: Collection[Due]) -> None:
        """Escalate what nobody acknowledged, and take from the shelf what lay there long enough."""
        for row in rows:
            if row.key in self._open:
                change = unshelve if row.kind == due.SHELF else escalate
                self._keep(change(self._open[row.key], self._now), self._now)

    def settle(self) -> None:
        """Store what only changed, and let people be told: once of each alert, of how it is after all that was found."""
        for alert in self._changed.values():
            alerts.keep(self._connection, (alert, None), self._now)
        for alert_id, happened in self._happened.items():
            event = _to_tell(happened)
            if event is not None:
                alert = self._known[alert_id]
                outbox.put(self._connection, self._notifications.about(self._connection, alert, event, self._registry))

    def _keep(self, change: Transition, now: int, *, new: bool = False) -> None:
        alert, happened = change
        self._known[alert.id] = alert
        self._open[alert.id] = alert
        self._ids[alert.threshold_id, alert.subject.type, alert.subject.id] = alert.id
        if happened is None:  # one of three hundred members: not three hundred times the whole alert
            self._changed[alert.id] = alert
            return
        self._changed.pop(alert.id, None)
        event = alerts.keep(self._connection, change, now, new=new)
        if event is not None:
            self._happened[alert.id].append(event)
        if not alert.is_open:
            del self._open[alert.id]
            due.forget(self._connection, due.ESCALATE, [alert.id])
            due.forget(self._connection, due.SHELF, [alert.id])
        elif alert.state == "raised" and happened != "escalated":
            due.put(self._connection, due.ESCALATE, {alert.id: now + threshold_file().life.escalate_after_s * 1000})


def _to_tell(happened: Sequence[AlertEvent]) -> AlertEvent | None:
    """Return the event that people are told: that it began, with all that is known now, else the last; not what came and went at once."""
    told = [event for event in happened if event.event in NOTIFIED]
    if not told or (told[0].event == "raised" and told[-1].event in ENDED):
        return None
    return told[0] if told[0].event == "raised" else told[-1]
