"""Alerts that nobody acknowledged in time, and those whose time on the shelf is over."""

from domain.alerts.observation import Overdue
from storage.state import due
from storage.state.engine import State
from watch.alerts.context import Context
from watch.alerts.source import Observations


class OverdueAlerts:
    """Finds alerts by the times that were set for them."""

    def __init__(self, state: State) -> None:
        self._state = state

    def observe(self, context: Context) -> Observations:
        """Return the open alerts whose time has come. Raises StateAwayError."""
        with self._state.read() as connection:
            unacknowledged = due.reached(connection, due.ESCALATE, context.now)
            shelved = due.reached(connection, due.SHELF, context.now)
        alerts = {alert.id: alert for alert in context.open_alerts.values()}
        return Observations(
            observed=[
                *(Overdue(alert=alerts[row.key], what="acknowledgement") for row in unacknowledged if row.key in alerts),
                *(Overdue(alert=alerts[row.key], what="shelf") for row in shelved if row.key in alerts),
            ],
            settled=[*unacknowledged, *shelved],
        )
