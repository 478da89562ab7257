"""Keeps what Home Assistant reads up to date; of several API processes one does so."""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import structlog

from api.home_assistant.messages import messages_now
from api.home_assistant.retained_messages import RetainedMessages
from api.web.publisher import BrokerAwayError
from api.web.services import Services
from config.broker.home_assistant_topics import STATUS
from storage.state import leases
from storage.state.engine import StateAwayError

POLL_S = 5.0
_LEASE, _LEASE_MS = "home_assistant", 60_000
_log = structlog.get_logger(__name__)


class Follower:
    """Publishes each change within seconds while this process holds the lease."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._holder = secrets.token_hex(8)
        self._retained: RetainedMessages | None = None
        self._reported = ""

    def run(self, stop: threading.Event) -> None:
        """Work until `stop`; a broker or state that is away is told once and waited for."""
        try:
            while not stop.is_set():
                try:
                    self.step()
                    self._tell("")
                except (BrokerAwayError, StateAwayError) as error:
                    self._tell(str(error))
                stop.wait(POLL_S)
        finally:
            self._end()
            with suppress(StateAwayError), self._services.state.begin() as connection:
                leases.release(connection, _LEASE, self._holder)

    def step(self) -> None:
        """Publish what has changed. Raises BrokerAwayError, StateAwayError."""
        with self._services.state.begin() as connection:
            leads = leases.hold(connection, _LEASE, self._holder, self._services.wall(), _LEASE_MS)
        if not leads:
            self._end(goes_on=True)
            return
        if self._retained is None:
            self._retained = RetainedMessages(self._services.settings.mqtt, STATUS)
        with self._services.state.read() as connection:
            messages = messages_now(self._services, connection)
        self._retained.put(messages)

    def _end(self, *, goes_on: bool = False) -> None:
        if self._retained is not None:
            self._retained.close(goes_on=goes_on)
            self._retained = None

    def _tell(self, sentence: str) -> None:
        if sentence and sentence != self._reported:
            _log.warning("Home Assistant is told nothing new; trying again", reason=sentence)
        elif self._reported and not sentence:
            _log.info("Home Assistant is told of changes again")
        self._reported = sentence


@contextmanager
def followed(services: Services, stop: threading.Event) -> Iterator[None]:
    """Follow changes in a thread of its own, where the settings ask for it."""
    if not services.settings.home_assistant.enabled:
        yield
        return
    thread = threading.Thread(target=Follower(services).run, args=(stop,), name="home-assistant")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
