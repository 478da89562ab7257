"""How do messages leave the outbox: at least once each, in order for each receiver, none held up by another's receiver?"""

import random
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import structlog

from domain.duration import DAY
from storage.state import jobs
from storage.state.alerts import outbox, receivers
from storage.state.alerts.outbox import Notification
from storage.state.engine import State, StateAwayError
from watch.notify.channel import Channel, ChannelError
from watch.notify.test_message import trial_message

POLL_S = 0.2
FIRST_WAIT_S, LONGEST_WAIT_S = 5.0, 600.0
GIVE_UP_MS = DAY  # after a day the page has long said it
_AT_ONCE = 8
_log = structlog.get_logger("notify")


class Sender:
    """Sends what waits while `leads` says that this watch is the one that works; `wall` gives ms UTC, `jitter` a number in [0, 1)."""

    def __init__(
        self,
        state: State,
        channels: Mapping[str, Channel],
        leads: Callable[[], bool],
        wall: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._state = state
        self._channels = channels
        self._leads = leads
        self._wall = wall
        self._jitter = jitter
        self._busy: set[str] = set()
        self._not_before: dict[str, int] = {}
        self._failures: dict[str, int] = {}

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; what is under way then may finish."""
        with ThreadPoolExecutor(_AT_ONCE, "notify") as pool:
            while not stop.wait(POLL_S):
                try:
                    if self._leads():
                        self.step(lambda messages: pool.submit(self.deliver, messages))
                except StateAwayError as error:
                    _log.warning("the outbox cannot be read; asking again", error=str(error))

    def step(self, hand_over: Callable[[Sequence[Notification]], object]) -> None:
        """Hand over what waits for each receiver that may be tried now, oldest first. Raises StateAwayError."""
        now = self._wall()
        with self._state.read() as connection:
            waiting = outbox.reached(connection, now, busy=self._blocked(now))
            tests = jobs.waiting(connection, jobs.TEST_SEND, _AT_ONCE)
        if tests:
            with self._state.begin() as connection:
                outbox.put(connection, [trial_message(job.id, job.key, job.body.get("language", "nb"), now) for job in tests])
                jobs.done(connection, [job.id for job in tests])
        by_receiver: dict[str, list[Notification]] = defaultdict(list)
        for message in waiting:
            by_receiver[message.receiver].append(message)
        for receiver, messages in by_receiver.items():
            self._busy.add(receiver)
            hand_over(messages)

    def deliver(self, messages: Sequence[Notification]) -> None:
        """Send one receiver's messages until one fails; what cannot be remembered as sent is sent again, under the same id."""
        try:
            for message in messages:
                error = self._tried(message)
                self._remember(message, error)
                if error is not None:
                    return
        except StateAwayError as away:
            _log.warning("what was sent cannot be remembered: it will be sent again", error=str(away))
        finally:
            self._busy.discard(messages[0].receiver)

    def _remember(self, message: Notification, error: str | None) -> None:
        now = self._wall()
        with self._state.begin() as connection:
            if error is None:
                outbox.sent(connection, message.id, now)
                receivers.succeeded(connection, message.receiver, now)
            else:
                outbox.failed(connection, message.id, error, self._next_at(message))
                receivers.failed(connection, message.receiver, now, error)

    def _tried(self, message: Notification) -> str | None:
        channel = self._channels.get(message.receiver)
        if channel is None:
            return f"there is no receiver {message.receiver!r} in the settings any more"
        try:
            channel.send(message)
        except ChannelError as error:
            _log.warning("a receiver did not take an alert", receiver=message.receiver, error=str(error))
            return str(error)
        except Exception as error:
            # On a worker's thread nobody would hear of it, and it would be tried five times a second for ever.
            _log.error("a receiver could not be told an alert", receiver=message.receiver, exc_info=error)
            return f"{type(error).__name__}: {error}"
        self._failures.pop(message.receiver, None)
        return None

    def _next_at(self, message: Notification) -> int | None:
        failures = self._failures[message.receiver] = self._failures.get(message.receiver, 0) + 1
        wait = min(LONGEST_WAIT_S, FIRST_WAIT_S * 2 ** min(failures - 1, 16)) * (0.75 + self._jitter() / 2)
        next_at = self._not_before[message.receiver] = self._wall() + round(wait * 1000)
        gone = message.receiver not in self._channels
        return None if gone or next_at - message.created_at > GIVE_UP_MS else next_at

    def _blocked(self, now: int) -> set[str]:
        """Return the receivers that are being sent to, or that failed a moment ago: their other messages wait as well."""
        return self._busy | {name for name, at in self._not_before.items() if at > now}
