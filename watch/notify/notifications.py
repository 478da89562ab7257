"""Which messages does an event of an alert become?"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection

from config.alert_settings import Alerts
from domain.alerts.alert import Alert, EventType
from domain.alerts.places import ids_of
from domain.alerts.rules import AlertRules
from domain.alerts.threshold import PICKUP, WATCHED
from domain.device import Registry
from domain.local_time import local
from domain.waste.decision.trigger import Trigger
from storage.state.alerts import outbox
from storage.state.alerts.alerts import AlertEvent
from storage.state.alerts.outbox import Notification
from storage.state.waste import triggers
from watch.notify import routing
from watch.notify.payload import event_payload, trigger_payload
from watch.notify.texts import words
from watch.notify.wording import text_of

NOTIFIED: tuple[EventType, ...] = ("raised", "worsened", "escalated", "cleared", "withdrawn")
ENDED: tuple[EventType, ...] = ("cleared", "withdrawn")


class Notifications:
    """Writes messages. `units`: by parameter; `wall` gives ms UTC of the real time: people sleep by that, not by a replay's."""

    def __init__(
        self, settings: Alerts, *, units: Mapping[str, str], rules: AlertRules, public_url: str | None, wall: Callable[[], int]
    ) -> None:
        self._settings = settings
        self._rules = rules
        self._units = {**units, **WATCHED}
        self._public_url = public_url and public_url.rstrip("/")
        self._wall = wall

    @property
    def receivers(self) -> frozenset[str]:
        """The receivers there are."""
        return frozenset(self._settings.receivers)

    def about(self, connection: Connection, alert: Alert, event: AlertEvent, registry: Registry) -> list[Notification]:
        """Return the messages about an event; that it is over is told to those who were told that it began."""
        what: EventType = event.event  # type: ignore[assignment]  # stored as the text it is
        if what not in NOTIFIED:
            return []
        now = self._wall()
        trigger = triggers.get(connection, alert.subject.id) if alert.parameter == PICKUP else None
        places = ids_of(registry, alert, event.at) | (trigger.bin_ids if trigger else frozenset())
        if what in ENDED:
            outbox.supersede_held(connection, alert.id, now)
            names: Iterable[str] = sorted(outbox.notified(connection, alert.id) & self.receivers)
        else:
            names = routing.receivers_of(alert, self._settings, places, local(now))
        return [self._message(name, alert, event, what, registry, now, trigger) for name in names]

    def _message(
        self, name: str, alert: Alert, event: AlertEvent, what: EventType, registry: Registry, now: int, trigger: Trigger | None
    ) -> Notification:
        receiver = self._settings.receivers[name]
        can_wait = alert.severity != "critical" and what != "escalated"
        until = routing.held_until(receiver.quiet_hours, local(now), can_wait=can_wait)
        unit = self._units.get(alert.parameter, "")
        link = f"{self._public_url}/?lang={receiver.language}#alert-{alert.id}" if self._public_url else None
        text = text_of(alert, what, words(receiver.language), registry, unit, link, self._rules.escalate_after, trigger)
        payload = event_payload(alert, what, event.at, unit, text.subject, text.body, link)
        body: dict[str, Any] = {
            "subject": text.subject,
            "text": text.body,
            "payload": payload if trigger is None else trigger_payload(payload, trigger),
        }
        return Notification(
            id=f"{alert.id}.{event.number}.{name}",
            alert=alert.id,
            number=event.number,
            receiver=name,
            body=body,
            created_at=now,
            next_at=round(until.timestamp() * 1000),
        )
