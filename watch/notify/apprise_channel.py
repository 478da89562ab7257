"""Sends alerts through the services that Apprise knows: chats, SMS, push. An extra: `pip install '.[apprise]'`."""

from pathlib import Path

from storage.state.alerts.outbox import Notification
from watch.notify.channel import ChannelError


class AppriseChannel:
    """Sends to every Apprise address in a file, one a line."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def send(self, message: Notification) -> None:
        """Send to all of them. Raises ChannelError when one of them, or Apprise itself, is missing or fails."""
        try:
            from apprise import Apprise  # noqa: PLC0415 - an extra: only those who use it have it
        except ImportError as error:
            raise ChannelError("Apprise is not installed: install the extra, `pip install '.[apprise]'`") from error
        try:
            addresses = [line.strip() for line in self._file.read_text("utf-8").splitlines() if line.strip()]
        except (OSError, UnicodeDecodeError) as error:
            raise ChannelError(f"{self._file} cannot be read ({error}): it must hold Apprise addresses, one a line") from error
        apprise = Apprise()
        if not (addresses and all(apprise.add(address) for address in addresses)):
            raise ChannelError(f"{self._file} must hold Apprise addresses, one a line; see Apprise's documentation for their form")
        if not apprise.notify(title=message.body["subject"], body=message.body["text"]):
            raise ChannelError(f"Apprise could not send to all addresses in {self._file}")
