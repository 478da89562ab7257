"""The alerts' part of watch: from observations to transitions to messages, in one line."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection

from config.watching.spans import span
from domain.alerts.alert import AlertKey
from domain.alerts.lifecycle import LastEnds, TransitionClock, transitions
from domain.alerts.observations.observation import Observation, Observed, OpenAlerts, relevant
from domain.alerts.rules import AlertRules
from domain.bounded_value import Bounds
from domain.device import Registry
from storage.readings.protocol import Readings, StoreAwayError, StoreRefusesError
from storage.state import due, sequences
from storage.state.alerts import alerts, thresholds
from storage.state.engine import State
from watch.air.quality import Quality
from watch.alerts.conditions import Conditions
from watch.alerts.context import Context
from watch.alerts.device_windows import DeviceWindows
from watch.alerts.new_readings import CURSOR, NewReadings
from watch.alerts.overdue import OverdueAlerts
from watch.alerts.record import record
from watch.alerts.site_windows import SiteWindows
from watch.alerts.source import Observations, ObservationSource
from watch.alerts.thresholds import ThresholdSet
from watch.leadership import Leadership
from watch.notify.notifications import Notifications

_MOST_THRESHOLDS = 10_000
_AWAY_S = 10.0  # not asked for so long: another led, or a store was away


class Alerting:
    """Keeps the alerts. What it raises depends on what is stored, not on when it looked: it may look again at anything.

    `replayed`: the service lives in its data's time, so that what happened is dated when it could be known, not when we looked.
    """

    def __init__(
        self,
        *,
        state: State,
        readings: Readings,
        quality: Quality,
        bounds: Bounds,
        rules: AlertRules,
        leadership: Leadership,
        notifications: Notifications,
        monotonic: Callable[[], float],
        replayed: bool = False,
    ) -> None:
        self._state = state
        self._rules = rules
        self._leadership = leadership
        self._notifications = notifications
        self._monotonic = monotonic
        self._replayed = replayed
        self._sources: Sequence[ObservationSource] = (
            OverdueAlerts(state),  # first: what gets worse now has its own time until it is escalated
            SiteWindows(state, rules.grace),
            Conditions(state, notifications.receivers, rules, monotonic),
            NewReadings(state, readings, bounds, rules.credibility, monotonic, replayed=replayed),
            DeviceWindows(state, readings, quality, rules.grace, replayed=replayed),
        )
        self._thresholds = ThresholdSet()
        self._steady_since = self._last_step = float("-inf")

    def step(self, registry: Registry, now: int, pulse: Callable[[], None]) -> None:
        """Do what there is to do at `now` (ms UTC).

        Raises StateAwayError, LostLeadershipError, and, after what needs no readings is done, StoreAwayError or StoreRefusesError.
        """
        context = self._context(registry, now, pulse)
        by_source: list[Observations] = []
        trouble: Exception | None = None
        for source in self._sources:
            try:
                by_source.append(source.observe(context))
            except (StoreAwayError, StoreRefusesError) as error:
                trouble = error  # what this source has waits
        self._store(by_source, context)
        for observations in by_source:
            observations.stored()
        if trouble is not None:
            raise trouble

    def _context(self, registry: Registry, now: int, pulse: Callable[[], None]) -> Context:
        clock = self._monotonic()
        if clock - self._last_step > _AWAY_S:
            self._steady_since = clock
        self._last_step = clock
        with self._state.read() as connection:
            self._thresholds = self._thresholds.refreshed(thresholds.page(connection, limit=_MOST_THRESHOLDS))
            open_alerts = {alert.key: alert for alert in alerts.open_alerts(connection)}
        return Context(
            thresholds=self._thresholds,
            registry=registry,
            open_alerts=open_alerts,
            now=now,
            steady_s=clock - self._steady_since,
            pulse=pulse,
        )

    def _store(self, by_source: Sequence[Observations], context: Context) -> None:
        """Store in one transaction what follows from what was found, if anything does."""
        observed = list(relevant((observation for observations in by_source for observation in observations.observed), context.open_alerts))
        settled = [row for observations in by_source for row in observations.settled]
        cursors = [observations.cursor for observations in by_source if observations.cursor is not None]
        if not (observed or settled or cursors):
            return
        with span("watch.alerts", observed=len(observed)), self._state.begin() as connection:
            self._leadership.insist(connection)
            open_alerts = {alert.key: alert for alert in alerts.open_alerts(connection, lock=True)}
            last_ends = _last_ends(connection, observed, open_alerts)
            clock = TransitionClock(now=context.now, replayed=self._replayed)
            happened = transitions(observed, open_alerts, last_ends, clock, alerts.new_id)
            record(connection, list(happened), context.registry, self._notifications, self._rules.escalate_after)
            due.done(connection, settled)
            for cursor in cursors:
                sequences.put(connection, CURSOR, cursor)


def _last_ends(connection: Connection, observed: Sequence[Observed], open_alerts: OpenAlerts) -> LastEnds:
    """Return what alerts that are over have taken in, as far as it lies behind what may raise one again."""
    since: dict[AlertKey, int] = {}
    for observation in observed:
        if (
            isinstance(observation, Observation)
            and observation.severity_after(None) is not None
            and not _is_member(observation, open_alerts)
        ):
            since[observation.key] = min(observation.newest.end, since.get(observation.key, observation.newest.end))
    return alerts.last_ends(connection, since)


def _is_member(observation: Observation, open_alerts: OpenAlerts) -> bool:
    alert = open_alerts.get(observation.key)
    return alert is not None and observation.member in alert.members
