"""The channel of each receiver, of the settings file and of the pages."""

from collections.abc import Callable, Mapping
from pathlib import Path

from sqlalchemy import Connection

from config.sections.alert_settings import Alerts, Receiver
from config.sections.own_receivers import own_receivers, with_own
from storage.state import own_settings
from watch.notify.apprise_channel import AppriseChannel
from watch.notify.channel import Channel
from watch.notify.email import EmailChannel
from watch.notify.webhook import WebhookChannel


class Channels:
    """Keeps each receiver's channel and makes it anew only where the pages' receivers changed; `wall` gives ms UTC."""

    def __init__(self, file: Alerts, wall: Callable[[], int]) -> None:
        self._file = file
        self._wall = wall
        self._bodies: Mapping[str, own_settings.Body] = {}
        self._channels = channels_of(file, wall)

    def now(self, connection: Connection) -> Mapping[str, Channel]:
        """Return the channels there are now, by receiver."""
        bodies = own_settings.read(connection, "receiver")
        if bodies != self._bodies:
            self._channels = channels_of(with_own(self._file, own_receivers(bodies)), self._wall)
            self._bodies = bodies
        return self._channels


def channels_of(settings: Alerts, wall: Callable[[], int]) -> dict[str, Channel]:
    """Return each receiver's channel by name; `wall` gives ms UTC."""
    return {name: _channel(receiver, settings, wall) for name, receiver in settings.receivers.items()}


def _channel(receiver: Receiver, settings: Alerts, wall: Callable[[], int]) -> Channel:
    match receiver:  # its settings hold exactly one of these
        case Receiver(webhook=str(url), secret_file=Path() as secret_file):
            return WebhookChannel(url, secret_file, settings.private_webhooks, wall)
        case Receiver(apprise_file=Path() as file):
            return AppriseChannel(file)
        case _:
            return EmailChannel(settings.smtp, str(receiver.email))
