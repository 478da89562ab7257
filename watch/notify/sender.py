"""Sends what waits in the outbox: at least once each, in order for each receiver, none held up by another's receiver."""

import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

import structlog
from sqlalchemy import Connection

from config.watching.spans import span
from domain.duration import DAY
from storage.state import jobs
from storage.state.alerts import outbox, receivers
from storage.state.alerts.outbox import Notification
from storage.state.engine import State, StateAwayError
from watch.notify.channel import Channel, ChannelError
from watch.notify.receiver_queue import ReceiverQueue
from watch.notify.trial_message import trial_message

POLL_S = 0.2
GIVE_UP_MS = DAY  # after a day the page has long shown it
_THREADS = 8
_log = structlog.get_logger("notify")


class Sender:
    """Sends what waits while `leads` says that this watch is the one that works.

    `channels` returns each receiver's, as it is now; `wall` gives ms UTC, `jitter` a number in [0, 1).
    """

    def __init__(
        self,
        state: State,
        channels: Callable[[Connection], Mapping[str, Channel]],
        leads: Callable[[], bool],
        wall: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._state = state
        self._channels_now = channels
        self._channels: Mapping[str, Channel] = {}
        self._leads = leads
        self._wall = wall
        self._queue = ReceiverQueue(jitter)

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; what is under way then may finish."""
        reported = ""
        with ThreadPoolExecutor(_THREADS, "notify") as pool:
            while not stop.wait(POLL_S):
                try:
                    if self._leads():
                        self.step(lambda messages: pool.submit(self.deliver, messages))
                    reported = self._state.damage or ""
                except StateAwayError as error:
                    if str(error) != reported:
                        _log.warning("the outbox cannot be read; trying again", error=str(error))
                    reported = str(error)

    def step(self, hand_over: Callable[[Sequence[Notification]], object]) -> None:
        """Hand over what waits for each receiver that may be tried now, oldest first. Raises StateAwayError."""
        now = self._wall()
        with self._state.read() as connection:
            self._channels = self._channels_now(connection)
            waiting = outbox.reached(connection, now, busy=self._queue.blocked(now))
            tests = jobs.waiting(connection, jobs.TEST_SEND, _THREADS)
        if tests:
            with self._state.begin() as connection:
                outbox.put(connection, [trial_message(job.id, job.key, job.body.get("language", "nb"), now) for job in tests])
                jobs.done(connection, [job.id for job in tests])
        for receiver, messages in groupby(sorted(waiting, key=_receiver), key=_receiver):  # sorted keeps the order of time
            self._queue.begin(receiver)
            hand_over(list(messages))

    def deliver(self, messages: Sequence[Notification]) -> None:
        """Send one receiver's messages until one fails; what cannot be recorded as sent is sent again, under the same id."""
        try:
            for message in messages:
                with span("notify.send", attempts=message.attempts + 1, **_names(message)):
                    error = self._send(message)
                if error is not None:
                    self._record_failed(message, error)
                    return
                self._record_sent(message)
        except StateAwayError as away:
            _log.warning("what was sent cannot be recorded: it will be sent again", error=str(away))
        finally:
            self._queue.end(messages[0].receiver)

    def _send(self, message: Notification) -> str | None:
        """Return what went wrong, None where the receiver took the message."""
        channel = self._channels.get(message.receiver)
        if channel is None:
            return f"there is no receiver {message.receiver!r} in the settings any more"
        try:
            channel.send(message)
        except ChannelError as error:
            _log.warning("a receiver did not take a message", **_names(message), error=str(error))
            return str(error)
        except Exception as error:
            # On a worker's thread nobody would learn of it, and it would be tried five times a second for ever.
            _log.error("a message could not be sent", **_names(message), exc_info=error)
            return f"{type(error).__name__}: {error}"
        _log.info("a receiver took a message", **_names(message), attempts=message.attempts + 1)
        return None

    def _record_sent(self, message: Notification) -> None:
        now = self._wall()
        self._queue.succeeded(message.receiver)
        with self._state.begin() as connection:
            outbox.sent(connection, message.id, now)
            receivers.succeeded(connection, message.receiver, now)

    def _record_failed(self, message: Notification, error: str) -> None:
        now = self._wall()
        again = self._queue.failed(message.receiver, now)
        is_worth_it = message.receiver in self._channels and again - message.created_at <= GIVE_UP_MS
        with self._state.begin() as connection:
            outbox.failed(connection, message.id, error, again if is_worth_it else None)
            receivers.failed(connection, message.receiver, now, error)


def _names(message: Notification) -> dict[str, str]:
    """Return what finds a message again: its alert's line in our log, its id in the receiver's, and what a device sent."""
    names = {"receiver": message.receiver, "alert": message.alert, "message": message.id}
    return names if message.delivery is None else {**names, "delivery": message.delivery}


def _receiver(message: Notification) -> str:
    return message.receiver
