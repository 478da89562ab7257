"""Stores a drained batch, however long a store is away: first its readings, then its place in the state."""

import random
import threading
from collections.abc import Callable
from typing import TypeVar

from structlog.contextvars import bound_contextvars

from config.watching.spans import span
from ingest.drain.batch import Batch
from ingest.drain.duplicates import Duplicates
from ingest.health import Health
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state.engine import State, StateAwayError
from storage.state.ingest import drained

T = TypeVar("T")

_LONGEST_PAUSE_S = 30.0
_REFUSED_PAUSE_S = 10.0


class BatchStore:
    """The two stores of a batch. Each step may be repeated; what fails is reported to `health` until it succeeds."""

    def __init__(self, *, readings: Readings, state: State, health: Health, max_quarantined_per_device: int) -> None:
        self._readings = readings
        self._state = state
        self._health = health
        self._max_quarantined_per_device = max_quarantined_per_device

    def prove(self) -> None:
        """Check the store of readings at the start, not when the first reading comes, and open it before there is a hurry."""
        try:
            self._readings.check()
        except (StoreAwayError, StoreRefusesError) as error:
            self._health.failed("readings", str(error))
        else:
            self._health.ok("readings")

    def write(self, batch: Batch, duplicates: Duplicates, stop: threading.Event) -> bool:
        """Write the batch's readings until the store has taken them; return False when told to stop before."""
        with bound_contextvars(batch=batch.range), span("ingest.store", batch=batch.range):
            return self._write(batch, duplicates, stop)

    def _write(self, batch: Batch, duplicates: Duplicates, stop: threading.Event) -> bool:
        pause = 0.5
        while not stop.is_set():
            try:
                refusals = self._readings.write(batch.stored)
            except StoreAwayError as error:
                self._health.failed("readings", str(error))
                stop.wait(min(error.retry_after or random.uniform(0, pause), _LONGEST_PAUSE_S))  # noqa: S311 - spreads retries
                pause = min(pause * 2, _LONGEST_PAUSE_S)
            except StoreRefusesError as error:
                self._health.failed("readings", str(error))
                stop.wait(_REFUSED_PAUSE_S)
            else:
                self._health.ok("readings")
                batch.refuse(refusals, duplicates)
                return True
        return False

    def commit(self, batch: Batch, stop: threading.Event) -> bool:
        """Commit a batch whose readings are stored; return False when told to stop before."""
        with bound_contextvars(batch=batch.range), span("ingest.commit", batch=batch.range):
            return self.until_state_is_there(lambda: self._commit(batch), stop) or False

    def _commit(self, batch: Batch) -> bool:
        with self._state.begin() as connection:
            if drained.cursor(connection, batch.log) < batch.entries.end:  # an earlier try may have succeeded without our hearing of it
                drained.commit(connection, batch.drained(), max_per_device=self._max_quarantined_per_device)
        return True

    def until_state_is_there(self, step: Callable[[], T], stop: threading.Event) -> T | None:
        """Repeat `step` while the state is away; return its result, or None when told to stop before."""
        while not stop.is_set():
            try:
                result = step()
            except StateAwayError as error:
                self._health.failed("state", str(error))
                stop.wait(random.uniform(0.5, 2.0))  # noqa: S311 - spreads retries
            else:
                if self._state.damage is None:
                    self._health.ok("state")
                return result
        return None
