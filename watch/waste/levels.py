"""Updates bins with their new messages: their levels, their emptyings, and what is forecast of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from domain.alerts.observations.judged_value import Good
from domain.device import Registry
from domain.duration import DAY
from domain.waste.level.bin_state import BinRules, BinState, unknown_bin
from domain.waste.level.bin_update import apply_message
from domain.waste.level.emptying import DRIVER, CrewReport, DetectedEmptying, ReportsAround
from domain.waste.level.message import SensorMessage
from domain.waste.rounds.stop_state import StopEvent, stop_outcomes
from storage.readings.protocol import Readings
from storage.state import sequences
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.waste import beliefs, bin_states, emptyings, stop_events
from storage.state.waste.emptyings import Emptying
from watch.leadership import Leadership
from watch.waste import crew_reports
from watch.waste.beliefs import BeliefWriter
from watch.waste.crew_reports import CrewReports
from watch.waste.messages import LEVELS, new_messages

_PARAMETERS = frozenset({*LEVELS, "tilt", "tilted"})
_CURSOR = "watch.bins"
_AT_ONCE = 100  # devices whose messages are worked on before they are stored


@dataclass(slots=True)
class _Batch:
    """What some bins' messages came to."""

    states: dict[str, BinState]
    detected: list[tuple[str, DetectedEmptying]] = field(default_factory=list)
    retracted: list[tuple[str, DetectedEmptying]] = field(default_factory=list)


class LevelTracker:
    """Keeps each bin's state. It follows from the messages alone: read again, they change nothing."""

    def __init__(self, state: State, readings: Readings, good: Good, leadership: Leadership, rules: BinRules) -> None:
        self._state = state
        self._readings = readings
        self._good = good
        self._leadership = leadership
        self._rules = rules
        self._beliefs = BeliefWriter(rules)
        self._forget_at = 0

    def update(self, registry: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Apply what bins' sensors sent and what crews reported since last time; `now` in ms UTC.

        Raises StateAwayError, StoreAwayError, StoreRefusesError, LostLeadershipError.
        """
        with self._state.read() as connection:
            rows = latest.of_parameters_since(connection, sequences.value(connection, _CURSOR), _PARAMETERS)
            seq = latest.current_seq(connection)
            reported = crew_reports.waiting(connection, now)
            if not rows and not reported:
                return
            pool = bin_states.mean_rate(connection) or self._rules.demand.rate
        newest: dict[str, int] = {}
        for row in rows:
            newest[row.device_id] = max(newest.get(row.device_id, 0), row.time)
        for devices in _batches(sorted(newest), _AT_ONCE):
            self._update(devices, max(newest[device] for device in devices), registry, pool, now, pulse)
            pulse()
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            sequences.put(connection, _CURSOR, seq)
            self._forget(connection, now)
            if reported:
                CrewReports(connection, self._beliefs, registry, pool, now).follow()

    def _forget(self, connection: Connection, now: int) -> None:
        """Once a day, forget beliefs that no past decision is asked about any more."""
        if now >= self._forget_at:
            beliefs.forget(connection, now - self._rules.tracking.beliefs_ms)
            self._forget_at = now + DAY

    def _update(self, devices: Sequence[str], newest: int, registry: Registry, pool: float, now: int, pulse: Callable[[], None]) -> None:
        places = {device: _place(registry, device, newest) for device in devices}
        ids = {place for place in places.values() if place is not None}
        with self._state.read() as connection:
            states = bin_states.states(connection, ids)
        batch = _Batch(states={bin_id: states.get(bin_id) or unknown_bin(bin_id, self._rules) for bin_id in ids})
        last_seen = {bin_id: state.estimate.last_seen for bin_id, state in batch.states.items()}
        messages = new_messages(self._readings, self._good, registry, places, last_seen, newest, pulse)
        with self._state.read() as connection:
            reports = _reports_by_bin(connection, messages, self._rules)
        for bin_id, message in messages:
            update = apply_message(batch.states[bin_id], message, reports(bin_id), pool, self._rules)
            batch.states[bin_id] = update.state
            batch.detected += [(bin_id, update.detected)] if update.detected else []
            batch.retracted += [(bin_id, update.retracted)] if update.retracted else []
        if messages:
            self._store(batch, registry, pool, now)

    def _store(self, batch: _Batch, registry: Registry, pool: float, now: int) -> None:
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            self._beliefs.write(connection, batch.states.values(), registry, pool, now)
            emptyings.put(connection, [_emptying(bin_id, emptying) for bin_id, emptying in batch.detected])
            for bin_id, emptying in batch.retracted:
                emptyings.retract(connection, bin_id, emptying.time)
            crew_reports.expect(connection, batch.detected, self._rules)


def _reports_by_bin(
    connection: Connection, messages: Sequence[tuple[str, SensorMessage]], rules: BinRules
) -> Callable[[str], ReportsAround]:
    """Return, by bin, what crews reported around a time."""
    if not messages:
        return lambda _: lambda _: ()
    around = rules.tracking.report_ms
    by_bin: dict[str, list[StopEvent]] = defaultdict(list)
    for event in stop_events.between(connection, messages[0][1].time - around, messages[-1][1].time + around + 1):
        if event.bin_id is not None:
            by_bin[event.bin_id].append(event)
    return lambda bin_id: lambda time: _reports([event for event in by_bin.get(bin_id, ()) if abs(event.time - time) <= around])


def _reports(events: Iterable[StopEvent]) -> list[CrewReport]:
    return [outcome.state for outcome in stop_outcomes(events).values() if outcome.state != "planned"]


def _emptying(bin_id: str, detected: DetectedEmptying) -> Emptying:
    return Emptying(
        bin_id=bin_id,
        time=detected.time,
        known_at=detected.known_at,
        status="confirmed" if DRIVER in detected.evidence else "detected",
        before=round(detected.before, 1),
        after=round(detected.after, 1),
        evidence=detected.evidence,
        confidence=round(detected.confidence, 4),
    )


def _place(registry: Registry, device_id: str, time: int) -> str | None:
    device = registry.device(device_id, time)
    return device.place if device is not None and device.kind == "bin" and device.place in registry.bins else None


def _batches(ids: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))
