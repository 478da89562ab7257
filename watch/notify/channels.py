"""Which channel does each receiver have?"""

from collections.abc import Callable

from config.alert_settings import Alerts, Receiver
from watch.notify.apprise_channel import AppriseChannel
from watch.notify.channel import Channel
from watch.notify.email import EmailChannel
from watch.notify.webhook import WebhookChannel


def channels_of(settings: Alerts, wall: Callable[[], int]) -> dict[str, Channel]:
    """Return each receiver's channel by name; `wall` gives ms UTC."""
    return {name: _channel(receiver, settings, wall) for name, receiver in settings.receivers.items()}


def _channel(receiver: Receiver, settings: Alerts, wall: Callable[[], int]) -> Channel:
    if receiver.email is not None:
        return EmailChannel(settings.smtp, receiver.email)
    if receiver.webhook is not None and receiver.secret_file is not None:
        return WebhookChannel(receiver.webhook, receiver.secret_file, settings.private_webhooks, wall)
    if receiver.apprise_file is not None:
        return AppriseChannel(receiver.apprise_file)
    raise ValueError("a receiver has one of email, webhook and apprise_file")
