"""The alerts' part of watch: look at what is new, judge it, and change every alert that it changes in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from config.threshold_file import threshold_file
from domain.alerts.alert import Alert
from domain.alerts.judged_value import TILT
from domain.bounded_value import Bounds
from domain.device import Registry
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state import due, sequences
from storage.state.air import site_hours
from storage.state.alerts import alerts, thresholds
from storage.state.due import Due
from storage.state.engine import State
from storage.state.ingest import latest
from storage.state.ingest.latest import Latest
from watch.air import window_queue
from watch.air.quality import Quality
from watch.alerts import silence, site_windows
from watch.alerts.conditions import StandingConditions, standing_conditions
from watch.alerts.device_windows import DeviceWindows
from watch.alerts.lifecycle import AlertLifecycle
from watch.alerts.new_readings import NewReadings
from watch.alerts.observation import Observation, by_key, that_matter
from watch.alerts.thresholds import ThresholdSet
from watch.leadership import Leadership
from watch.notify.notifications import Notifications

_CURSOR = "watch.alerts"
_MOST_THRESHOLDS = 10_000
_SLOW_S = 1.0  # what lasts without any reading is looked at so often
_KEEP_S = 10.0  # what was looked at is kept so often, so that a restart need not look at it again
_AWAY_S = 10.0  # not asked for so long: another led, or a store was away


@dataclass(slots=True)
class _Seen:
    """What one look at the state found."""

    rules: ThresholdSet
    open: Sequence[Alert]
    rows: Sequence[Latest]
    seq: int
    judged: Sequence[Due]
    overdue: Sequence[Due]
    observations: list[Observation]
    conditions: StandingConditions
    anew: bool


class Alerting:
    """Keeps the alerts. What it raises depends on what is stored, not on when it looked: it may look again at anything."""

    def __init__(
        self,
        *,
        state: State,
        readings: Readings,
        quality: Quality,
        bounds: Bounds,
        leadership: Leadership,
        notifications: Notifications,
        monotonic: Callable[[], float],
        replayed: bool = False,
    ) -> None:
        self._state = state
        self._instant = NewReadings(readings, bounds, threshold_file().doubt.rules(), replayed=replayed)
        self._device_windows = DeviceWindows(state, readings, quality, replayed=replayed)
        self._replayed = replayed
        self._leadership = leadership
        self._notifications = notifications
        self._monotonic = monotonic
        self._rules = ThresholdSet()
        self._cursor: int | None = None
        self._led_since = self._asked = float("-inf")
        self._next_slow = self._next_keep = 0.0
        self._kept = 0

    def step(self, registry: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Do what there is to do at `now` (ms UTC).

        Raises StateAwayError, LostLeadershipError, and, after what needs no readings is done, StoreAwayError or StoreRefusesError.
        """
        slow = self._is_time_for_slow()
        if slow:
            with self._state.begin() as connection:  # first: a replay's clock is moved on by the very reading that ends a silence
                silence.follow(connection, registry, now)
        seen = self._look(registry, now, slow=slow)
        trouble: Exception | None = None
        try:
            seen.observations += self._instant.observations(seen.rows, seen.rules, registry, by_key(seen.open), pulse)
            seen.observations += that_matter(self._device_windows.observations(seen.rules, registry, now, pulse), by_key(seen.open))
        except (StoreAwayError, StoreRefusesError) as error:
            trouble, seen.seq = error, self._cursor or 0  # these rows wait
        found = seen.anew or seen.observations or seen.judged or seen.overdue or seen.conditions.recovered or seen.conditions.withdrawn
        if found or (seen.seq != self._kept and self._monotonic() >= self._next_keep):
            self._write(seen, registry, now)
            self._kept, self._next_keep = seen.seq, self._monotonic() + _KEEP_S
        if trouble is not None:
            raise trouble
        self._instant.settled(seen.rows)
        self._rules, self._cursor = seen.rules, seen.seq

    def _look(self, registry: Registry, now: int, *, slow: bool) -> _Seen:
        with self._state.read() as connection:
            rules = self._current_rules(connection)
            anew = rules is not self._rules
            since, seq = self._since(connection, rules), latest.current_seq(connection)  # first: what comes meanwhile is looked at again
            rows = latest.of_parameters_since(connection, 0 if anew else since, {*rules.instant_sources(), *TILT})
            open_alerts, judged = alerts.open_alerts(connection), due.reached(connection, due.JUDGE, now)
            lasts = self._lasting(connection, open_alerts, rules, registry, now) if slow else StandingConditions()
            observations = [*site_windows.observations(connection, judged, rules, registry, now), *lasts.observations]
            return _Seen(
                rules=rules,
                open=open_alerts,
                rows=[row for row in rows if row.seq > since or _is_fresh(row, registry, now)],
                seq=seq,
                judged=judged,
                overdue=[*due.reached(connection, due.ESCALATE, now), *due.reached(connection, due.SHELF, now)],
                observations=list(that_matter(observations, by_key(open_alerts))),
                conditions=lasts,
                anew=anew,
            )

    def _lasting(
        self, connection: Connection, open_alerts: Sequence[Alert], rules: ThresholdSet, registry: Registry, now: int
    ) -> StandingConditions:
        settled = self._monotonic() - self._led_since >= threshold_file().life.settle_s
        return standing_conditions(connection, open_alerts, rules, registry, self._notifications.receivers, now, settled=settled)

    def _write(self, seen: _Seen, registry: Registry, now: int) -> None:
        with self._state.begin() as connection:
            self._leadership.insist(connection)
            lifecycle = AlertLifecycle(connection, self._notifications, registry, now, replayed=self._replayed)
            lifecycle.overdue(seen.overdue)  # first: what gets worse now has its own time until it is escalated
            for observation in seen.observations:
                lifecycle.take_in(observation)
            lifecycle.recover(seen.conditions.recovered)
            lifecycle.withdraw(seen.conditions.withdrawn)
            lifecycle.settle()
            due.done(connection, [*seen.judged, *seen.overdue])
            if seen.anew:  # a new limit is held against what is known, not only against what comes
                window_queue.expect(connection, site_hours.newest(connection, now))
            sequences.put(connection, _CURSOR, seen.seq)

    def _current_rules(self, connection: Connection) -> ThresholdSet:
        stored = thresholds.page(connection, limit=_MOST_THRESHOLDS)
        versions = tuple((one.id, one.version) for one in stored)
        return self._rules if versions == self._rules.versions else ThresholdSet.of(stored)

    def _since(self, connection: Connection, rules: ThresholdSet) -> int:
        if self._cursor is None:
            self._cursor = sequences.value(connection, _CURSOR)
            known = latest.of_parameters_since(connection, 0, rules.instant_sources())
            self._instant.begin(row for row in known if row.seq <= self._cursor)
        return self._cursor

    def _is_time_for_slow(self) -> bool:
        clock = self._monotonic()
        if clock - self._asked > _AWAY_S:
            self._led_since, self._cursor = clock, None
        self._asked = clock
        if clock < self._next_slow:
            return False
        self._next_slow = clock + _SLOW_S
        return True


def _is_fresh(row: Latest, registry: Registry, now: int) -> bool:
    device = registry.device(row.device_id, row.time)
    return device is not None and now - row.time <= device.longest_silence
