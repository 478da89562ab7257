"""The feed: one poller reads what changed in the state and hands it to every open stream.

A stream that waits costs neither a thread nor a connection, however many there are.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import structlog
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from api.stream.changes import Change, Positions, begin, changes_behind, positions_behind
from api.stream.wanted import Wanted
from api.web.problems import ProblemError
from api.web.services import Services
from domain.access.person import Person
from storage.state.access import keys, sessions
from storage.state.access.keys import Key
from storage.state.engine import StateAwayError

POLL_S = 0.25
PING_S = 15.0  # an idle stream shows that it lives
CHECK_KEYS_S = 30.0  # so long at most goes a stream on whose key was revoked or has expired
MOST = 600
_MOST_WAITING = 1000  # polls that a slow reader may lag; then its stream ends, and it comes again with `Last-Event-ID`
_log = structlog.get_logger(__name__)


@dataclass(eq=False, slots=True)
class Subscriber:
    """An open stream; None in `waiting` ends it. `caller`: who may lose it again, None where it is open to all."""

    caller: Key | Person | None
    waiting: "asyncio.Queue[Sequence[Change] | None]" = field(default_factory=lambda: asyncio.Queue(_MOST_WAITING))

    def give(self, changes: Sequence[Change]) -> None:
        """Hand over changes, or end a stream that lags too far."""
        if self.waiting.full():
            self.end()
        else:
            self.waiting.put_nowait(changes)

    def end(self) -> None:
        """End the stream; what it has not taken yet is given to it when it comes again."""
        while not self.waiting.empty():
            self.waiting.get_nowait()
        self.waiting.put_nowait(None)


class Feed:
    """The streams of one event loop, and the poller that runs while there are any."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self._subscribers: set[Subscriber] = set()
        self._poller: asyncio.Task[None] | None = None
        self._reads = asyncio.Event()  # set once the poller knows where it began
        self._loop: asyncio.AbstractEventLoop | None = None
        self._ends = False

    async def stream(self, caller: Key | Person | None, last_event_id: str | None, wanted: Wanted) -> AsyncIterator[bytes]:
        """Return the `wanted` events behind `last_event_id`, else from now on. Raises a 503 for one too many, and StateAwayError."""
        if self._ends or len(self._subscribers) >= MOST:
            detail = f"{MOST} streams are open, as many as this service serves; close one, or poll."
            raise ProblemError(503, detail, headers={"Retry-After": "60"})
        self._loop = asyncio.get_running_loop()
        subscriber = Subscriber(caller)
        self._subscribers.add(subscriber)
        try:
            positions = await run_in_threadpool(begin, self.services, last_event_id)
            if self._poller is None:
                self._poller = asyncio.create_task(self._poll())
            await self._reads.wait()
        except BaseException:
            self._leave(subscriber)
            raise
        return self._events(subscriber, positions, wanted)

    def end(self) -> None:
        """End every stream and open no more; any thread may say so."""
        self._ends = True
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: the server ended before, and every stream with it
                self._loop.call_soon_threadsafe(self._end_all)

    def _end_all(self) -> None:
        for subscriber in self._subscribers:
            subscriber.end()

    async def _events(self, subscriber: Subscriber, positions: Positions, wanted: Wanted) -> AsyncIterator[bytes]:
        try:
            yield KEEPALIVE_COMMENT  # so that the answer's head leaves at once, not with the first change
            # What the poller had read before this stream was open; what comes twice is dropped by its position.
            while missed := await run_in_threadpool(changes_behind, self.services, positions):
                yield _encoded(missed, positions, wanted)
                positions = positions_behind(missed, positions)
            loop = asyncio.get_running_loop()
            sent_at = loop.time()
            while (changes := await _next(subscriber)) is not None:
                events = _encoded(changes, positions, wanted)
                positions = positions_behind(changes, positions)
                # Where much changes that is not wanted, the stream must show that it lives all the same.
                if events or loop.time() - sent_at >= PING_S or not changes:
                    yield events or KEEPALIVE_COMMENT
                    sent_at = loop.time()
        except StateAwayError as error:
            _log.warning("a stream ended: the state is away", error=str(error))
        finally:
            self._leave(subscriber)

    def _leave(self, subscriber: Subscriber) -> None:
        self._subscribers.discard(subscriber)
        if not self._subscribers and self._poller is not None:
            self._poller.cancel()
            self._poller = None
            self._reads.clear()

    async def _poll(self) -> None:
        loop = asyncio.get_running_loop()
        positions: Positions | None = None
        check_keys = loop.time() + CHECK_KEYS_S
        while True:
            try:
                if positions is None:
                    positions = await run_in_threadpool(begin, self.services, None)
                    self._reads.set()
                changes = await run_in_threadpool(changes_behind, self.services, positions)
                if loop.time() > check_keys:
                    check_keys = loop.time() + CHECK_KEYS_S
                    await self._end_those_without_a_key()
            except StateAwayError:
                changes = []  # the streams wait until it is back; /readyz says that it is away
            if changes:
                positions = positions_behind(changes, positions or ())
                for subscriber in self._subscribers:
                    subscriber.give(changes)
            await asyncio.sleep(POLL_S)

    async def _end_those_without_a_key(self) -> None:
        callers = [subscriber.caller for subscriber in self._subscribers if subscriber.caller is not None]
        valid = await run_in_threadpool(_valid, self.services, callers)
        for subscriber in self._subscribers:
            if subscriber.caller is not None and subscriber.caller in callers and _proof(subscriber.caller) not in valid:
                subscriber.end()


def _valid(services: Services, callers: Sequence[Key | Person]) -> set[str]:
    """Return the keys and sessions, by what names them, that still let their streams go on."""
    now = services.wall()
    with services.state.read() as connection:
        valid = {caller.id for caller in callers if isinstance(caller, Key) and keys.valid(connection, caller.id, now) is not None}
        return valid | sessions.still_open(connection, {caller.session for caller in callers if isinstance(caller, Person)}, now)


def _proof(caller: Key | Person) -> str:
    return caller.id if isinstance(caller, Key) else caller.session


async def _next(subscriber: Subscriber) -> Sequence[Change] | None:
    """Return what comes next: changes, none after `PING_S`, or None at the end."""
    with suppress(TimeoutError):
        return await asyncio.wait_for(subscriber.waiting.get(), PING_S)
    return ()


def _encoded(changes: Sequence[Change], positions: Positions, wanted: Wanted) -> bytes:
    """Return the changes behind `positions` as events; only the last carries the position: who is cut off before gets all again."""
    fresh = [change for change in changes if change.seq > positions[change.source] and wanted.wants(change)]
    after, last = "-".join(map(str, positions_behind(changes, positions))), len(fresh) - 1
    return b"".join(
        format_sse_event(data_str=change.data, event=change.event, id=after if n == last else None) for n, change in enumerate(fresh)
    )
