"""The channel of each receiver."""

from collections.abc import Callable
from pathlib import Path

from config.sections.alert_settings import Alerts, Receiver
from watch.notify.apprise_channel import AppriseChannel
from watch.notify.channel import Channel
from watch.notify.email import EmailChannel
from watch.notify.webhook import WebhookChannel


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
