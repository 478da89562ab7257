"""How are alerts changed, and what follows from a change: who is told, and when is it looked at again?"""

from collections.abc import Collection

from sqlalchemy import Connection

from config.threshold_file import threshold_file
from domain.alert import Change, escalate, observe, unshelve, withdraw
from domain.device import Registry
from storage.state import alerts, due, outbox
from storage.state.due import Due
from watch.finding import Finding, by_key, take_in
from watch.notify.notices import Notices


class Keeper:
    """Changes alerts within one transaction, and sees to what follows: who is told, and when to look at it again."""

    def __init__(self, connection: Connection, notices: Notices, registry: Registry, now: int) -> None:
        self._connection = connection
        self._notices = notices
        self._registry = registry
        self._now = now
        self._open = {alert.id: alert for alert in alerts.open_alerts(connection, lock=True)}
        self._ids = {key: alert.id for key, alert in by_key(list(self._open.values())).items()}

    def take_in(self, finding: Finding) -> None:
        """Let a finding change the alert it belongs to, or raise one."""
        alert = self._open.get(self._ids.get(finding.key, ""))
        taken = take_in(self._connection, finding, alert, self._now)
        if taken is not None:
            self._keep(taken[0], new=taken[1])

    def recover(self, members: Collection[tuple[str, str]]) -> None:
        """Let it be over for members of alerts."""
        for alert_id, member in members:
            if alert_id in self._open:
                self._keep(observe(self._open[alert_id], member, None, self._now))

    def withdraw(self, which: Collection[tuple[str, str]]) -> None:
        """End alerts, each for a reason."""
        for alert_id, why in which:
            if alert_id in self._open:
                self._keep(withdraw(self._open[alert_id], by="watch", why=why, now=self._now))

    def overdue(self, rows: Collection[Due]) -> None:
        """Escalate what nobody acknowledged, and take from the shelf what lay there long enough."""
        for row in rows:
            if row.key in self._open:
                change = unshelve if row.kind == due.SHELF else escalate
                self._keep(change(self._open[row.key], self._now))

    def _keep(self, change: Change, *, new: bool = False) -> None:
        alert, _ = change
        event = alerts.keep(self._connection, change, self._now, new=new)
        self._open[alert.id] = alert
        self._ids[alert.threshold_id, alert.subject.type, alert.subject.id] = alert.id
        if not alert.is_open:
            del self._open[alert.id]
            due.forget(self._connection, due.ESCALATE, [alert.id])
            due.forget(self._connection, due.SHELF, [alert.id])
        if event is None:
            return
        if alert.state == "raised" and event.event != "escalated":
            due.put(self._connection, due.ESCALATE, {alert.id: self._now + threshold_file().life.escalate_after_s * 1000})
        outbox.put(self._connection, self._notices.about(self._connection, alert, event, self._registry))
