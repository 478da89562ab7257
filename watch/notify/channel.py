"""What every channel promises."""

from typing import Protocol

from storage.state.alerts.outbox import Notification


class ChannelError(Exception):
    """The receiver did not take the message; it is tried again. The sentence says what happened and what a person can do."""


class Channel(Protocol):
    """How one receiver is reached: e-mail, a webhook, or a service that Apprise knows."""

    def send(self, message: Notification) -> None:
        """Return when the receiver has taken the message, within half a minute. Raises ChannelError."""
