"""Runs watch: it leads or waits, says how it is, keeps up with changes, and comes back when a store was away."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import nullcontext, suppress

import structlog
from sqlalchemy import Connection

from config.watching.spans import span
from domain.air.windows import start_of_hour
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state import heartbeats
from storage.state.engine import State, StateAwayError
from storage.state.heartbeats import Check, Heartbeat
from storage.state.ingest import touched
from storage.state.registry import RegistryCache
from watch.air.days import Days
from watch.air.hours import Hours, read_waiting
from watch.air.quality import Quality
from watch.air.quality_hours import QualityHours
from watch.alerts import silence
from watch.alerts.step import Alerting
from watch.backoff import Backoff
from watch.lag import Lag
from watch.leadership import Leadership, LostLeadershipError
from watch.open_hours import OpenHours
from watch.planning.plan_jobs import PlanJobs
from watch.registry_changes import RegistryChanges, read_changes
from watch.waste.step import Waste

_log = structlog.get_logger("watch")

POLL_S = 0.25
BEAT_S = 1.0
LEASE_MS = 10_000
BATCH = 2000  # device-hours read at once
LEADER, STANDBY = "watch", "watch-standby"  # the roles that heartbeats name


class Watch:
    """One watch process. `clock` gives the service's time, `wall` the real time (both ms UTC), `monotonic` seconds.

    `holder` is random: it tells this process from every other one. `alive` is called each second, in long work too, whether or not
    the stores answer.
    """

    def __init__(
        self,
        *,
        state: State,
        readings: Readings,
        quality: Quality,
        clock: Callable[[], int],
        holder: str,
        wall: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
        monotonic: Callable[[], float] = time.monotonic,
        jitter: Callable[[], float] = random.random,
        alive: Callable[[], None] = lambda: None,
        alerting: Callable[[Leadership], Alerting] | None = None,
        planning: Callable[[Leadership], PlanJobs] | None = None,
        waste: Callable[[Leadership], Waste] | None = None,
    ) -> None:
        self._state = state
        self._readings = readings
        self._clock = clock
        self._wall = wall
        self._monotonic = monotonic
        self._alive = alive
        self._leadership = Leadership(holder, wall, LEASE_MS)
        self._quality = QualityHours(state, readings, quality, self._leadership)
        self._hours = Hours(state, readings, quality, self._leadership)
        self._days = Days(state, self._leadership)
        self._registry_changes = RegistryChanges(state, readings, self._leadership)
        self._alerting = alerting(self._leadership) if alerting else None
        self._planning = planning(self._leadership) if planning else None
        self._waste = waste(self._leadership) if waste else None
        self._next_alerts = monotonic()
        self._registry = RegistryCache(state)
        self._backoff = Backoff(monotonic, jitter)
        self._lag = Lag()
        self._leads = False
        self._open_hours = OpenHours(monotonic)
        self._next_beat = monotonic()
        self._trouble = ""

    @property
    def leads(self) -> bool:
        """Whether this watch is the one that works, as far as it knows."""
        return self._leads

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set, then let another watch take over at once."""
        try:
            while not stop.wait(self.step()):
                pass
        finally:
            if self._planning is not None:
                self._planning.close()
            self._resign()

    def step(self) -> float:
        """Do what there is to do now; return for how many seconds there is nothing. A store that is away is not an error."""
        try:
            self._pulse()
            if not self._leads or not self._backoff.over:
                return POLL_S
            more = self._work()
        except LostLeadershipError:
            self._leads = False
            return POLL_S
        except (StoreAwayError, StoreRefusesError, StateAwayError) as error:
            self._note_trouble(str(error))
            self._backoff.failed(getattr(error, "retry_after", None))
            return POLL_S
        self._note_trouble(self._state.damage or "")
        self._backoff.succeeded()
        return 0.0 if more else POLL_S

    def _work(self) -> bool:
        """Follow the registry, then settle what waits; True when more waits."""
        began, now = self._monotonic(), self._clock()
        with self._state.read() as connection:
            registry = self._registry.refresh(connection)
            changes = read_changes(connection)
            turn = self._open_hours.turn(touched.newest_rev(connection))
            waiting = read_waiting(connection, now, BATCH, turn)
        self._alert()
        if self._waste is not None:
            self._waste.step(registry, now, self._insistent_pulse)
        if changes:
            self._registry_changes.follow(changes, registry, self._clock(), self._insistent_pulse)
            return True
        self._quality.recompute(waiting.touched, registry, self._insistent_pulse)
        with span("watch.hours", hours=len(waiting.touched), delivery=waiting.delivery) if waiting.touched else nullcontext():
            self._hours.recompute(waiting, registry, self._insistent_pulse)
        more_days = self._days.recompute(now, self._insistent_pulse)
        more_hours = len(waiting.touched) >= BATCH
        if turn is not None:
            has_open_hours = any(row.hour >= start_of_hour(now) for row in waiting.touched)
            self._open_hours.worked(self._monotonic() - began if has_open_hours else 0.0, more=more_hours)
        return more_days or more_hours or len(waiting.wrong) >= BATCH

    def _note_trouble(self, sentence: str) -> None:
        """Remember what keeps us from working, and tell it once: where the state is away the heartbeat can't."""
        if sentence and sentence != self._trouble:
            _log.warning(sentence)
        elif self._trouble and not sentence:
            _log.info("works again")
        self._trouble = sentence

    def _pulse(self) -> None:
        """Once a second: renew the lease, hear who spoke, say how it is."""
        if self._monotonic() < self._next_beat:
            return
        self._next_beat = self._monotonic() + BEAT_S
        self._alive()
        with self._state.begin() as connection:
            self._leads = self._leadership.hold(connection)
            if self._leads:
                silence.follow(connection, self._registry.refresh(connection), self._clock())
            self._beat(connection)

    def _insistent_pulse(self) -> None:
        self._pulse_as_leader()
        self._alert()  # somebody may have to act while a year is being worked out

    def _alert(self) -> None:
        if self._monotonic() < self._next_alerts:
            return
        self._next_alerts = self._monotonic() + POLL_S
        if self._planning is not None:
            self._planning.step(self._clock())
        if self._alerting is not None:
            self._alerting.step(self._registry.current(), self._clock(), self._pulse_as_leader)

    def _pulse_as_leader(self) -> None:
        self._pulse()
        if not self._leads:
            raise LostLeadershipError("another watch took over in the midst of work")

    def _beat(self, connection: Connection) -> None:
        backlog = touched.backlog(connection)
        lag = self._lag.of(backlog.oldest_rev, backlog.newest_rev, self._monotonic())
        gauges = {"leader": float(self._leads), "touched": float(backlog.count), "lag_s": lag}
        reason = self._state.damage or self._trouble
        check = Check(name="means", ok=not reason, reason=reason)
        role = LEADER if self._leads else STANDBY
        heartbeats.beat(connection, Heartbeat(role=role, at=self._wall(), checks=(check,), gauges=gauges))

    def _resign(self) -> None:
        # Where the state is away the lease ends by itself.
        with suppress(StateAwayError), self._state.begin() as connection:
            self._leadership.release(connection)
