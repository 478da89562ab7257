"""Do sensor and crew say the same about an emptying? Where they don't, somebody looks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import Connection

from domain.device import Registry
from domain.waste.level.bin_state import Known, Rules, emptied_by_word, nothing_known
from domain.waste.level.emptying import Emptied
from domain.waste.rounds.stop_state import StopOutcome, stop_outcomes
from storage.state import due, sequences
from storage.state.waste import bin_states, emptyings, stop_events, work_items
from storage.state.waste.emptyings import Emptying
from watch.waste.beliefs import Believing

_CURSOR = "watch.visits"
_DRIVER = "driver"
_BY_WORD = 0.9  # confidence in a crew's word alone


def waiting(connection: Connection, now: int) -> bool:
    """Return whether there is anything to follow at `now` (ms UTC)."""
    if due.reached(connection, due.VISIT, now, 1) or due.reached(connection, due.EMPTYING, now, 1):
        return True
    return bool(stop_events.since_number(connection, sequences.value(connection, _CURSOR))[0])


def expect(connection: Connection, found: Iterable[tuple[str, Emptied]], rules: Rules) -> None:
    """Let a crew's word about these emptyings be looked for later: their phones are often late."""
    due.put(connection, due.EMPTYING, {due.key_of(bin_id, one.time): one.known_at + rules.keeping.visit_wait_ms for bin_id, one in found})


class Visits:
    """Holds crews' words against what sensors saw, within one transaction at `now` (ms UTC)."""

    def __init__(self, connection: Connection, believing: Believing, registry: Registry, pool: float, now: int) -> None:
        self._connection = connection
        self._believing = believing
        self._registry = registry
        self._pool = pool
        self._now = now
        self._around = believing.rules.keeping.visit_ms

    def follow(self) -> None:
        """Take in what crews have said since last time, and what has waited long enough."""
        events, number = stop_events.since_number(self._connection, sequences.value(self._connection, _CURSOR))
        for event in events:
            if event.bin_id is not None:
                self._word(event.bin_id, event.time, first=True)
        sequences.put(self._connection, _CURSOR, number)
        for row in due.reached(self._connection, due.VISIT, self._now):
            self._word(*row.place_and_time, first=False)
            due.done(self._connection, [row])
        for row in due.reached(self._connection, due.EMPTYING, self._now):
            self._unvisited(*row.place_and_time)
            due.done(self._connection, [row])

    def _word(self, bin_id: str, time: int, *, first: bool) -> None:
        """Hold what a crew says of a bin at `time` against what the sensor saw."""
        seen = emptyings.near(self._connection, bin_id, time - self._around, time + self._around)
        known = bin_states.known(self._connection, [bin_id]).get(bin_id) or nothing_known(bin_id, self._believing.rules)
        if self._said(bin_id, time).state != "emptied":
            self._take_back(known, seen)
        elif seen:
            _confirm(self._connection, seen)
        elif known.believed is None or not known.believed.tells(self._now):
            emptyings.put(self._connection, [_by_word(known, time, self._now)])
            self._keep(emptied_by_word(known, time))
        elif first:
            due.put(self._connection, due.VISIT, {due.key_of(bin_id, time): self._now + self._believing.rules.keeping.visit_wait_ms})
        else:
            work_items.raise_(self._connection, bin_id, "visited_not_emptied", time, self._now)

    def _unvisited(self, bin_id: str, time: int) -> None:
        """Ask who emptied a bin that no crew says it emptied, where crews say so at all."""
        still = emptyings.near(self._connection, bin_id, time, time)
        reporting = stop_events.between(self._connection, self._now - self._believing.rules.keeping.crews_ms, self._now + 1)
        if still and still[0].status == "detected" and reporting and self._said(bin_id, time).state != "emptied":
            work_items.raise_(self._connection, bin_id, "emptied_without_visit", time, self._now)

    def _said(self, bin_id: str, time: int) -> StopOutcome:
        """Return a crew's last word about a bin around a time."""
        events = stop_events.of_bin(self._connection, bin_id, time - self._around, time + self._around + 1)
        found = [one for one in stop_outcomes(events).values() if one.time is not None]
        return max(found, key=lambda one: one.time or 0, default=StopOutcome())

    def _take_back(self, known: Known, seen: Sequence[Emptying]) -> None:
        """Forget an emptying that rested on a crew's word alone, for they have taken it back."""
        for one in seen:
            if one.evidence == (_DRIVER,):
                emptyings.take_back(self._connection, one.bin_id, one.time)
                if known.emptied_at == one.time:
                    self._keep(replace(known, emptied_at=known.before, before=None))

    def _keep(self, known: Known) -> None:
        self._believing.keep(self._connection, [known], self._registry, self._pool, self._now)


def _confirm(connection: Connection, seen: Sequence[Emptying]) -> None:
    for one in seen:
        if one.status == "detected":
            emptyings.put(connection, [replace(one, status="confirmed", evidence=(*one.evidence, _DRIVER), confidence=1.0)])


def _by_word(known: Known, time: int, now: int) -> Emptying:
    return Emptying(
        bin_id=known.bin_id,
        time=time,
        known_at=now,
        status="confirmed",
        before=known.settled.level,
        after=None,
        evidence=(_DRIVER,),
        confidence=_BY_WORD,
    )
