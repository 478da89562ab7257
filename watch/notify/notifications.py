"""The messages that an event of an alert becomes, one for each receiver that is to know."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from config.sections.alert_settings import Alerts
from config.sections.own_receivers import OwnReceiver, own_receivers, with_own
from domain.alerts.alert import Alert
from domain.alerts.places import ids_of
from domain.alerts.rules import AlertRules
from domain.alerts.threshold import PICKUP, WATCHED
from domain.alerts.transition import EventType
from domain.device import Registry
from domain.local_time import local
from domain.waste.decision.trigger import Trigger
from storage.state import own_settings
from storage.state.alerts import outbox
from storage.state.alerts.alerts import AlertEvent
from storage.state.alerts.outbox import Notification
from storage.state.waste import triggers
from watch.notify import routing
from watch.notify.payload import payload_of
from watch.notify.texts import message_texts
from watch.notify.wording import Wording

NOTIFIED: tuple[EventType, ...] = ("raised", "worsened", "escalated", "cleared", "withdrawn")
ENDED: tuple[EventType, ...] = ("cleared", "withdrawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Occurrence:
    """An event of an alert, with the trigger it is about, if it is about one; `settings`: who is told; `people`: those
    of the pages, by id; `now`: ms UTC of the real time.
    """

    alert: Alert
    event: AlertEvent
    type: EventType
    trigger: Trigger | None
    registry: Registry
    settings: Alerts
    people: Mapping[str, OwnReceiver]
    now: int

    @property
    def places(self) -> Collection[str]:
        """The ids of all it is about and of where that is."""
        bins = self.trigger.bin_ids if self.trigger is not None else frozenset()
        return ids_of(self.registry, self.alert, self.event.at) | bins


class Notifications:
    """Writes messages to the receivers of the settings file and of the pages.

    `units`: by parameter; `wall` gives ms UTC of the real time: people sleep by that, not by a replay's.
    """

    def __init__(
        self, settings: Alerts, *, units: Mapping[str, str], rules: AlertRules, public_url: str | None, wall: Callable[[], int]
    ) -> None:
        self._file = settings
        self._rules = rules
        self._units = {**units, **WATCHED}
        self._public_url = public_url and public_url.rstrip("/")
        self._wall = wall

    def receivers(self, connection: Connection) -> frozenset[str]:
        """Return the receivers there are now."""
        return frozenset(with_own(self._file, self._people(connection)).receivers)

    def about(self, connection: Connection, alert: Alert, event: AlertEvent, registry: Registry) -> list[Notification]:
        """Return the messages about an event; that an alert ended goes to those who know that it began."""
        event_type: EventType = event.event  # type: ignore[assignment]  # stored as the text it is
        if event_type not in NOTIFIED:
            return []
        trigger = triggers.get(connection, alert.subject.id) if alert.parameter == PICKUP else None
        people = self._people(connection)
        occurrence = _Occurrence(
            alert=alert,
            event=event,
            type=event_type,
            trigger=trigger,
            registry=registry,
            settings=with_own(self._file, people),
            people=people,
            now=self._wall(),
        )
        return [self._message(name, occurrence) for name in self._names(connection, occurrence)]

    def _people(self, connection: Connection) -> Mapping[str, OwnReceiver]:
        return own_receivers(own_settings.read(connection, "receiver"))

    def _names(self, connection: Connection, occurrence: _Occurrence) -> list[str]:
        alert, now = occurrence.alert, occurrence.now
        if occurrence.type in ENDED:
            outbox.supersede_held(connection, alert.id, now)
            return sorted(outbox.notified(connection, alert.id) & set(occurrence.settings.receivers))
        return routing.receivers_of(alert, occurrence.settings, occurrence.places, local(now))

    def _message(self, name: str, occurrence: _Occurrence) -> Notification:
        alert, event, receiver = occurrence.alert, occurrence.event, occurrence.settings.receivers[name]
        can_wait = alert.severity != "critical" and occurrence.type != "escalated"
        until = routing.held_until(receiver.quiet_hours, local(occurrence.now), can_wait=can_wait)
        wording = Wording(
            alert=alert,
            event=occurrence.type,
            trigger=occurrence.trigger,
            registry=occurrence.registry,
            unit=self._units.get(alert.parameter, ""),
            link=f"{self._public_url}/i-dag?lang={receiver.language}#alert-{alert.id}" if self._public_url else None,
            escalate_after=self._rules.escalate_after,
            texts=message_texts(receiver.language),
            receivers={name: person.name for name, person in occurrence.people.items()},
        )
        return Notification(
            id=f"{alert.id}.{event.number}.{name}",
            alert=alert.id,
            number=event.number,
            receiver=name,
            body={"subject": wording.subject, "text": wording.body, "payload": payload_of(wording, event.at)},
            created_at=occurrence.now,
            next_at=round(until.timestamp() * 1000),
        )
