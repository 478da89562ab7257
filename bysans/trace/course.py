"""What became of one message: its readings, what of it is in quarantine, and the alerts and notifications that name it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from config.settings import Settings
from domain import rfc3339
from domain.alerts.alert import Alert
from domain.delivery import delivery_id, delivery_place
from domain.device import Registry
from ingest.decode.decode import Decoder
from ingest.log.entry import Entry
from ingest.log.kept import message_at
from storage.state.alerts import alerts, outbox
from storage.state.alerts.outbox import Notification
from storage.state.ingest import quarantine

_LOOK_BACK = 2000  # alerts, and notifications


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """One message's course through the service.

    `entry`: the message; None where the log no longer keeps it. `notifications`: each with its state.
    """

    delivery: str
    entry: Entry | None
    readings: Sequence[str]
    quarantined: Sequence[str]
    alerts: Sequence[Alert]
    notifications: Sequence[tuple[Notification, str]]

    def as_json(self) -> dict[str, Any]:
        """Return it for programs."""
        entry = self.entry
        return {
            "delivery": self.delivery,
            "received_at": None if entry is None else rfc3339.write(entry.received_at),
            "topic": None if entry is None else entry.topic,
            "payload": None if entry is None else entry.payload.decode("utf-8", "backslashreplace"),
            "readings": list(self.readings),
            "quarantine": list(self.quarantined),
            "alerts": [alert.id for alert in self.alerts],
            "notifications": [{"id": message.id, "receiver": message.receiver, "state": state} for message, state in self.notifications],
        }


def course_of(connection: Connection, settings: Settings, delivery: str, decoder: Decoder, registry: Registry) -> Course:
    """Follow a message from this machine's log to the receivers of alerts. Raises ValueError for no delivery's id, OSError."""
    log, position = delivery_place(delivery)
    entry = message_at(log_folder(settings), position) if log == settings.log.name else None
    begin, end = (position, position + 1) if entry is None else (entry.position, entry.end)

    def names(delivery: str | None) -> bool:
        if delivery is None:
            return False
        its_log, its_position = delivery_place(delivery)
        return its_log == log and begin <= its_position < end

    messages = [(message, state) for message, state in outbox.newest(connection, _LOOK_BACK) if names(message.delivery)]
    notified = {message.alert for message, _ in messages}
    return Course(
        delivery=delivery_id(begin, log),
        entry=entry,
        readings=[] if entry is None else _readings(entry, decoder, registry),
        quarantined=[f"{row.id} {row.reason}: {row.detail}" for row in quarantine.of_delivery(connection, delivery_id(begin, log))],
        alerts=[
            alert
            for alert in alerts.page(connection, limit=_LOOK_BACK)
            if alert.id in notified or any(names(member.delivery) for member in alert.members.values())
        ],
        notifications=messages,
    )


def log_folder(settings: Settings) -> Path:
    """Return where this machine's ingest log lies."""
    return settings.data_dir / "log"


def deliveries_of(connection: Connection, alert_id: str) -> list[str]:
    """Return the deliveries that an alert and its notifications name, in the order of the log."""
    alert = alerts.find(connection, alert_id)
    of_members = [] if alert is None else [member.delivery for member in alert.members.values()]
    of_messages = [message.delivery for message, _ in outbox.newest(connection, _LOOK_BACK, alert=alert_id)]
    return sorted({delivery for delivery in (*of_members, *of_messages) if delivery is not None}, key=delivery_place)


def _readings(entry: Entry, decoder: Decoder, registry: Registry) -> list[str]:
    """Return what decoding the message gives today, a line a reading."""
    return [
        f"{reading.device_id} {rfc3339.write(reading.time)} "
        + ", ".join(f"{name} {value:g}" for name, value in sorted(reading.values.items()))
        for reading in decoder.decode(entry, registry).readings
    ]
