"""What time is it when the service lives in its data's time (`--clock data`)? That of the newest reading."""

import time
from threading import Lock

from bysans.clock import now
from storage.state.engine import State, StateAwayError
from storage.state.ingest import latest

_FRESH_S = 0.25  # as often as watch looks for work


class DataClock:
    """The newest reading's time from the state, asked at most four times a second; before the first reading the world's."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._lock = Lock()
        self._newest: int | None = None
        self._ask_at = 0.0

    def now(self) -> int:
        """Return the time (ms UTC); while the state is away the last one known."""
        with self._lock:
            if time.monotonic() >= self._ask_at:
                self._ask()
                self._ask_at = time.monotonic() + _FRESH_S
            return now() if self._newest is None else self._newest

    def _ask(self) -> None:
        try:
            with self._state.read() as connection:
                self._newest = latest.newest_time(connection) or self._newest
        except StateAwayError:
            return  # whoever asked for the time meets the same state, and says so
