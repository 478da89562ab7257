"""Compares what crews report with what sensors saw; where they contradict each other, somebody looks."""

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection

from domain.access.actor import CREW
from domain.device import Registry
from domain.duration import HOUR
from domain.waste.level.bin_state import BinRules, BinState, unknown_bin
from domain.waste.level.bin_update import without_emptying
from domain.waste.level.crew_report import REPORT_ALONE, emptied_by_crew, report_emptying, report_of, without_report
from domain.waste.level.emptying import DRIVER, DetectedEmptying
from domain.waste.rounds.stop_state import StopOutcome, stop_outcomes
from domain.waste.rounds.work_item import REPORTED, work_item_of
from storage.state import due, sequences
from storage.state.waste import bin_states, emptyings, stop_events, work_items
from storage.state.waste.emptyings import Emptying, confirmed
from watch.waste.beliefs import BeliefWriter

_CURSOR = "watch.visits"
# A sensor that denies a report is somebody's work within the hour; until then its next reading may show the fall after all (O).
_LOOKS_AGAIN_MS = HOUR


def waiting(connection: Connection, now: int) -> bool:
    """Return whether there is anything to follow at `now` (ms UTC)."""
    if due.reached(connection, due.VISIT, now, 1) or due.reached(connection, due.EMPTYING, now, 1):
        return True
    return bool(stop_events.since_number(connection, sequences.value(connection, _CURSOR))[0])


def expect(connection: Connection, detected: Iterable[tuple[str, DetectedEmptying]], rules: BinRules) -> None:
    """Note that a crew's report of these emptyings is to be looked for later: their phones are often late."""
    wait = rules.tracking.report_wait_ms
    due.put(connection, due.EMPTYING, {due.key_of(bin_id, emptying.time): emptying.known_at + wait for bin_id, emptying in detected})


class CrewReports:
    """Compares reports with what sensors saw, within one transaction at `now` (ms UTC)."""

    def __init__(self, connection: Connection, beliefs: BeliefWriter, registry: Registry, pool: float, now: int) -> None:
        self._connection = connection
        self._beliefs = beliefs
        self._registry = registry
        self._pool = pool
        self._now = now
        self._rules = beliefs.rules.tracking

    def follow(self) -> None:
        """Apply what crews have reported since last time, and what has waited long enough."""
        events, number = stop_events.since_number(self._connection, sequences.value(self._connection, _CURSOR))
        for event in events:
            if event.bin_id is not None:
                self._compare(event.bin_id, event.time, first=True)
        sequences.put(self._connection, _CURSOR, number)
        for row in due.reached(self._connection, due.VISIT, self._now):
            self._compare(*row.place_and_time, first=False)
            due.done(self._connection, [row])
        for row in due.reached(self._connection, due.EMPTYING, self._now):
            self._question_unreported(*row.place_and_time)
            due.done(self._connection, [row])

    def _compare(self, bin_id: str, time: int, *, first: bool) -> None:
        """Compare what a crew reported of a bin at `time` (ms UTC) with what the sensor saw; `first`: the report is new."""
        around = self._rules.report_ms
        detected = emptyings.near(self._connection, bin_id, time - around, time + around)
        state = bin_states.states(self._connection, [bin_id]).get(bin_id) or unknown_bin(bin_id, self._beliefs.rules)
        outcome = self._reported(bin_id, time)
        if first:
            self._raise_reported(bin_id, time, outcome)
        if outcome.state != "emptied":
            self._retract(state, time, detected)
        elif detected:
            self._confirm(detected)
        elif state.belief is None or not state.belief.is_reliable(self._now):
            emptyings.put(self._connection, [_by_report(state, time, self._now)])
            self._write(emptied_by_crew(state, time))
        elif first:
            self._write(report_emptying(state, time))
            self._wait_for_sensor(bin_id, time)
        elif (report := report_of(state)) and report.status == "unconfirmed":  # it has measured nothing since
            self._wait_for_sensor(bin_id, time)
        else:
            work_items.raise_(self._connection, bin_id, "visited_not_emptied", time, self._now)

    def _wait_for_sensor(self, bin_id: str, time: int) -> None:
        wait = min(self._rules.report_wait_ms, _LOOKS_AGAIN_MS)
        due.put(self._connection, due.VISIT, {due.key_of(bin_id, time): self._now + wait})

    def _raise_reported(self, bin_id: str, time: int, outcome: StopOutcome) -> None:
        """Raise what a crew's last report around `time` (ms UTC) asks somebody to look at, and withdraw what an earlier one did."""
        kind, around = work_item_of(outcome), self._rules.report_ms
        others = REPORTED - {kind}
        work_items.withdraw(self._connection, bin_id, others, time - around, time + around, by=CREW, now=self._now)
        if kind is not None and outcome.time is not None:
            work_items.raise_(self._connection, bin_id, kind, outcome.time, self._now)

    def _question_unreported(self, bin_id: str, time: int) -> None:
        """Ask who emptied a bin that no crew reports, where crews report at all."""
        still = emptyings.near(self._connection, bin_id, time, time)
        reporting = stop_events.between(self._connection, self._now - self._rules.crews_ms, self._now + 1)
        if still and still[0].status == "detected" and reporting and self._reported(bin_id, time).state != "emptied":
            work_items.raise_(self._connection, bin_id, "emptied_without_visit", time, self._now)

    def _reported(self, bin_id: str, time: int) -> StopOutcome:
        """Return the last report about a bin around a time (ms UTC)."""
        around = self._rules.report_ms
        events = stop_events.of_bin(self._connection, bin_id, time - around, time + around + 1)
        timed = [outcome for outcome in stop_outcomes(events).values() if outcome.time is not None]
        return max(timed, key=lambda outcome: outcome.time or 0, default=StopOutcome())

    def _confirm(self, detected: Sequence[Emptying]) -> None:
        emptyings.put(self._connection, [confirmed(emptying, by=DRIVER) for emptying in detected if emptying.status == "detected"])

    def _retract(self, state: BinState, time: int, near: Sequence[Emptying]) -> None:
        """Retract what rested on a crew's report alone, for they have taken it back."""
        before, state = state, without_report(state, time, self._rules.report_ms)
        for emptying in near:
            if DRIVER in emptying.evidence and "drop" not in emptying.evidence:
                emptyings.retract(self._connection, emptying.bin_id, emptying.time)
                state = without_emptying(state, emptying.time)
        if state is not before:
            self._write(state)

    def _write(self, state: BinState) -> None:
        self._beliefs.write(self._connection, [state], self._registry, self._pool, self._now)


def _by_report(state: BinState, time: int, now: int) -> Emptying:
    return Emptying(
        bin_id=state.bin_id,
        time=time,
        known_at=now,
        status="confirmed",
        before=state.estimate.level,
        after=None,
        evidence=(DRIVER,),
        confidence=REPORT_ALONE,
    )
