"""What do bins' new messages change: their level, their emptyings, what is expected of them?"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from domain.alerts.judged_value import Good
from domain.device import Registry
from domain.duration import DAY
from domain.waste.level.bin_state import Known, Rules, nothing_known, take_in
from domain.waste.level.emptying import Emptied, Said
from domain.waste.level.estimate import Told
from domain.waste.level.message import Frame
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from storage.readings.protocol import Readings
from storage.state import sequences
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.waste import beliefs, bin_states, emptyings, stop_events
from storage.state.waste.emptyings import Emptying
from watch.leadership import Leadership
from watch.waste import crew_reports
from watch.waste.beliefs import Believing
from watch.waste.crew_reports import Visits
from watch.waste.messages import LEVELS, new_frames

_HEARD = frozenset({*LEVELS, "tilt", "tilted"})
_CURSOR = "watch.bins"
_AT_ONCE = 100  # devices whose messages are worked on before they are stored


@dataclass(slots=True)
class _Work:
    """What some bins' messages came to."""

    known: dict[str, Known]
    emptied: list[tuple[str, Emptied]] = field(default_factory=list)
    taken_back: list[tuple[str, Emptied]] = field(default_factory=list)


class Bins:
    """Keeps what is known of each bin. What it keeps follows from the messages alone: read again, they change nothing."""

    def __init__(self, state: State, readings: Readings, good: Good, leadership: Leadership, rules: Rules) -> None:
        self._state = state
        self._readings = readings
        self._good = good
        self._leadership = leadership
        self._rules = rules
        self._believing = Believing(rules)
        self._forget_at = 0

    def settle(self, registry: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Take in what bins' sensors said and what crews reported since last time; `now` in ms UTC.

        Raises StateAwayError, StoreAwayError, StoreRefusesError, LostLeadershipError.
        """
        with self._state.read() as connection:
            rows = latest.of_parameters_since(connection, sequences.value(connection, _CURSOR), _HEARD)
            seq = latest.current_seq(connection)
            words = crew_reports.waiting(connection, now)
            if not rows and not words:
                return
            pool = bin_states.mean_rate(connection) or self._rules.demand.rate
        heard: dict[str, int] = {}
        for row in rows:
            heard[row.device_id] = max(heard.get(row.device_id, 0), row.time)
        for some in _parts(sorted(heard), _AT_ONCE):
            self._settle(some, max(heard[one] for one in some), registry, pool, now, pulse)
            pulse()
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            sequences.put(connection, _CURSOR, seq)
            self._forget(connection, now)
            if words:
                Visits(connection, self._believing, registry, pool, now).follow()

    def _forget(self, connection: Connection, now: int) -> None:
        """Once a day, forget beliefs that no past decision is asked about any more."""
        if now >= self._forget_at:
            beliefs.forget(connection, now - self._rules.keeping.beliefs_ms)
            self._forget_at = now + DAY

    def _settle(self, devices: Sequence[str], newest: int, registry: Registry, pool: float, now: int, pulse: Callable[[], None]) -> None:
        places = {device: _place(registry, device, newest) for device in devices}
        ids = {place for place in places.values() if place is not None}
        with self._state.read() as connection:
            known = bin_states.known(connection, ids)
        work = _Work(known={bin_id: known.get(bin_id) or nothing_known(bin_id, self._rules) for bin_id in ids})
        seen_to = {bin_id: one.settled.seen for bin_id, one in work.known.items()}
        frames = new_frames(self._readings, self._good, registry, places, seen_to, newest, pulse)
        with self._state.read() as connection:
            told = _told(connection, frames, self._rules)
        for bin_id, frame in frames:
            seen = take_in(work.known[bin_id], frame, told(bin_id), pool, self._rules)
            work.known[bin_id] = seen.known
            work.emptied += [(bin_id, seen.emptied)] if seen.emptied else []
            work.taken_back += [(bin_id, seen.taken_back)] if seen.taken_back else []
        if frames:
            self._store(work, registry, pool, now)

    def _store(self, work: _Work, registry: Registry, pool: float, now: int) -> None:
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            self._believing.keep(connection, work.known.values(), registry, pool, now)
            emptyings.put(connection, [_emptying(bin_id, one) for bin_id, one in work.emptied])
            for bin_id, one in work.taken_back:
                emptyings.take_back(connection, bin_id, one.time)
            crew_reports.expect(connection, work.emptied, self._rules)


def _told(connection: Connection, frames: Sequence[tuple[str, Frame]], rules: Rules) -> Callable[[str], Told]:
    """Return, by bin, what crews said around a time."""
    if not frames:
        return lambda _: lambda _: ()
    around = rules.keeping.visit_ms
    by_bin: dict[str, list[StopEvent]] = defaultdict(list)
    for event in stop_events.between(connection, frames[0][1].time - around, frames[-1][1].time + around + 1):
        if event.bin_id is not None:
            by_bin[event.bin_id].append(event)
    return lambda bin_id: lambda time: _said([event for event in by_bin.get(bin_id, ()) if abs(event.time - time) <= around])


def _said(events: Iterable[StopEvent]) -> list[Said]:
    return ["emptied" if one.state == "emptied" else "could_not" for one in stop_outcomes(events).values() if one.state != "planned"]


def _emptying(bin_id: str, found: Emptied) -> Emptying:
    return Emptying(
        bin_id=bin_id,
        time=found.time,
        known_at=found.known_at,
        status="confirmed" if "driver" in found.evidence else "detected",
        before=round(found.before, 1),
        after=round(found.after, 1),
        evidence=found.evidence,
        confidence=round(found.confidence, 4),
    )


def _place(registry: Registry, device_id: str, time: int) -> str | None:
    device = registry.device(device_id, time)
    return device.place if device is not None and device.kind == "bin" and device.place in registry.bins else None


def _parts(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
