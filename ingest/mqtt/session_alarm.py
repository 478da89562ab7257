"""Alarm when the broker lost our session, or another client took it: then messages that waited for us are gone."""

from collections.abc import Callable

from config.sections.mqtt_settings import Mqtt
from ingest.health import Health

PART = "session"
_STANDS_MS = 600_000  # after the last loss: long enough for an alert, and for somebody to look


class SessionAlarm:
    """Tells under `session` of losses in the last ten minutes; counts them all.

    `expected`: whether the broker should have our session from an earlier run. `kept`: whether it has one now. `clock`: ms UTC.
    """

    def __init__(self, settings: Mqtt, health: Health, clock: Callable[[], int], *, expected: bool) -> None:
        self._settings = settings
        self._health = health
        self._clock = clock
        self._last: int | None = None
        self._expected = expected
        self.kept = False
        self.lost = 0
        self.taken = 0

    def connected(self, *, session_present: bool) -> None:
        """Note that the broker took us, and whether it still had our session."""
        if self._expected and not session_present:
            self.lost += 1
            self._raise(
                f"the broker {self._settings.url} had lost our session, and with it the messages that waited there. If its data was not "
                f"removed, another client used our client id {self._settings.client_id}: see docs/operations.md, 'Devices and client ids'"
            )

    def subscribed(self) -> None:
        """Note that the broker has a session of ours that must be there from now on."""
        self._expected = self.kept = True

    def taken_over(self) -> None:
        """Note that another client connected under our client id (MQTT 5, reason 0x8E)."""
        self.taken += 1
        self._raise(
            f"another client connected to the broker {self._settings.url} with our client id {self._settings.client_id}: it may take what "
            "waits for us. Give each ingest its own mqtt.client_id, and see docs/operations.md, 'Devices and client ids'"
        )

    def ease(self) -> None:
        """Let the alarm go when nothing was lost for ten minutes."""
        if self._last is None or self._clock() - self._last >= _STANDS_MS:
            self._health.ok(PART)

    def _raise(self, sentence: str) -> None:
        self._last = self._clock()
        self._health.failed(PART, sentence)
