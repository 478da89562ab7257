"""Alerts that nobody acknowledged in time, and those whose time on the shelf is over.

The alert about a bin that its crew has reported emptied is not left lying: it waits for the sensor, which ends it or denies the report.
"""

from collections.abc import Collection

from sqlalchemy import Connection

from domain.alerts.alert import Alert
from domain.alerts.emptying_report import concerns_level, emptying_report
from domain.alerts.observations.observation import Overdue
from storage.state import due
from storage.state.engine import State
from storage.state.waste import bin_states
from watch.alerts.context import Context
from watch.alerts.source import Observations


class OverdueAlerts:
    """Finds alerts by the times that were set for them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def observe(self, context: Context) -> Observations:
        """Return the open alerts whose time has come. Raises StateAwayError."""
        alerts = {alert.id: alert for alert in context.open_alerts.values()}
        with self._state.read() as connection:
            rows = due.reached(connection, due.ESCALATE, context.now)
            waiting = _waiting(connection, [alerts[row.key] for row in rows if row.key in alerts])
            shelved = due.reached(connection, due.SHELF, context.now)
        unacknowledged = [row for row in rows if row.key not in waiting]
        return Observations(
            observed=[
                *(Overdue(alert=alerts[row.key], what="acknowledgement") for row in unacknowledged if row.key in alerts),
                *(Overdue(alert=alerts[row.key], what="shelf") for row in shelved if row.key in alerts),
            ],
            settled=[*unacknowledged, *shelved],
        )


def _waiting(connection: Connection, alerts: Collection[Alert]) -> set[str]:
    """Return the ids of the alerts that wait for a sensor to confirm its crew's report."""
    about = [alert for alert in alerts if concerns_level(alert)]
    reports = bin_states.emptying_reports(connection, {bin_id for alert in about for bin_id in alert.open_members})
    report_by_alert = {alert.id: emptying_report(alert, reports) for alert in about}
    return {alert_id for alert_id, report in report_by_alert.items() if report is not None and report.status == "unconfirmed"}
