"""The service's time when it lives in its data's time (`--clock data`): that of the newest reading."""

import threading

from bysans.clock import now
from storage.state.engine import State, StateAwayError
from storage.state.ingest import latest

_FRESH_S = 0.25  # as often as watch looks for work


class DataClock:
    """The newest reading's time; before the first reading the world's.

    A thread of its own asks the state until `close`: who needs the time may hold a connection, and must not wait for another.
    """

    def __init__(self, state: State) -> None:
        self._state, self._stop = state, threading.Event()
        self._newest: int | None = None
        self._ask()
        self._thread = threading.Thread(target=self._follow, name="data-clock", daemon=True)
        self._thread.start()

    def now(self) -> int:
        """Return the time (ms UTC); while the state is away the last one known."""
        return now() if self._newest is None else self._newest

    def close(self) -> None:
        """Stop asking."""
        self._stop.set()
        self._thread.join()

    def _follow(self) -> None:
        while not self._stop.wait(_FRESH_S):
            self._ask()

    def _ask(self) -> None:
        try:
            with self._state.read() as connection:
                self._newest = latest.newest_time(connection) or self._newest
        except StateAwayError:
            return  # whoever works with the state meets the same, and says so
