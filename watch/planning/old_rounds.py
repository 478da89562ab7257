"""Takes trucks and order from rounds that are 30 days old, and forgets old proposals, once an hour."""

from collections.abc import Sequence

from domain.duration import HOUR
from domain.waste.rounds.proposal import KEPT
from storage.state.engine import State
from storage.state.waste import old_rounds, proposals
from watch.leadership import Leadership

_AT_ONCE = 20  # rounds in one transaction: nobody waits for it


class OldRounds:
    """What is kept of rounds, by the service's time. `detour_factor`: by how much roads are longer than straight lines."""

    def __init__(self, state: State, leadership: Leadership, detour_factor: float) -> None:
        self._state = state
        self._leadership = leadership
        self._detour_factor = detour_factor
        self._next = 0

    def step(self, now: int) -> None:
        """Do what is due at `now` (ms UTC), a part of it at a time. Raises StateAwayError, LostLeadershipError."""
        if now < self._next:
            return
        with self._state.read() as connection:
            due = old_rounds.due(connection, now, limit=_AT_ONCE)
            is_due = bool(due) or proposals.has_older(connection, now - KEPT)
        if is_due:
            self._clean(due, now)
        if len(due) < _AT_ONCE:
            self._next = now + HOUR

    def _clean(self, due: Sequence[str], now: int) -> None:
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            proposals.discard_older(connection, now - KEPT)
            for pickup_id in due:
                old_rounds.anonymise(connection, pickup_id, self._detour_factor, now)
