"""Notes when keys are used, off the requests' way: none of them waits for the state to be written."""

import asyncio
import threading
from dataclasses import dataclass, field

import structlog
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from storage.state.access import key_use
from storage.state.access.keys import Key
from storage.state.engine import State, StateAwayError

EVERY_S = 5.0
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class KeyUses:
    """The uses that are to be written; of one key at most one a minute."""

    _waiting: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, key: Key, now: int) -> None:
        """Remember that a key is used now (ms UTC), if it is to be written."""
        if key_use.is_worth_noting(key, now):
            with self._lock:
                self._waiting.setdefault(key.id, now)

    def write(self, state: State) -> None:
        """Write the uses. Raises StateAwayError, then nothing is forgotten."""
        with self._lock:
            uses = dict(self._waiting)
        if uses:
            with state.begin() as connection:
                key_use.note_uses(connection, uses)
        with self._lock:
            for key_id in uses:
                self._waiting.pop(key_id, None)


async def write_uses(app: FastAPI) -> None:
    """Write them every few seconds until cancelled; while the state is away they wait."""
    while True:
        await asyncio.sleep(EVERY_S)
        await write_now(app)


async def write_now(app: FastAPI) -> None:
    """Write them now, unless the state is away."""
    services = app.state.services
    try:
        await run_in_threadpool(services.key_uses.write, services.state)
    except StateAwayError as error:
        _log.warning("uses of keys are not written yet", error=str(error))
