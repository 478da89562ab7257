"""Ingest's housekeeping: each second a heartbeat, new models' topics and approved messages, each minute the removal of old data."""

import gc
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from config.catalogue import Catalogue
from config.settings import Settings
from domain.duration import DAY, HOUR, MINUTE
from domain.heartbeat import ingest_role
from domain.sensors.frames import KEPT_DAYS
from ingest.drain.pending import pending
from ingest.drain.replay import replay_waiting
from ingest.health import Health
from ingest.log import damage
from ingest.log.log import Log, LogFullError
from ingest.log.owner import LogOwner
from ingest.log.recorder import Recorder
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.session import PahoSession
from storage.state import counters, forgotten_names, heartbeats
from storage.state.access import idempotency, sessions
from storage.state.engine import State, StateAwayError
from storage.state.ingest import broker_sessions, drained, frames, quarantine, recent, unknown_keys
from storage.state.waste import bin_reports, report_photos, round_links, stop_events, stop_photos

RECEIVED = "received"  # drained or pending; what of it is pending follows from the counter of the same name
ACKNOWLEDGED_TO = "log_acknowledged_position"
_SECOND = 1.0
# A broker that dies may forget acknowledgements that it has read: nats-server writes them down up to ten times a second.
_SETTLES_S = 3
_LINKS_LISTED_MS = 30 * DAY  # after they expired


@dataclass(slots=True, kw_only=True)
class Housekeeping:
    """Everything beside a reading's way from broker to store; none of it delays a reading."""

    settings: Settings
    catalogue: Catalogue
    state: State
    log: Log
    owner: LogOwner
    inbox: Inbox
    session: PahoSession
    recorder: Recorder
    health: Health
    clock: Callable[[], int]
    alive: Callable[[], None] = lambda: None  # called each second, whether or not a store answers
    _next_cleaning: int = 0
    _next_forgetting: int = 0
    _session_remembered: bool = False
    _failing_since: dict[str, int] = field(default_factory=dict)
    _acknowledged_to: deque[int] = field(default_factory=lambda: deque(maxlen=_SETTLES_S + 1))  # in the last seconds

    def run(self, stop: threading.Event) -> None:
        """Work until `stop`; while the state store is away, wait for it. Raises LogInUseError where another took this log's name over."""
        while not stop.wait(_SECOND):
            self.alive()
            self._prove()
            self.session.read(self.settings.mqtt.subscribing(self.catalogue.topic_filters()).topics)  # a town may have a new model
            self.log.note_synced()
            self._look_for_damage()
            self.session.alarm.ease()
            try:
                self._beat()
                self._clean()
                replay_waiting(self.state, self.log, self.owner.id, self.clock())
            except StateAwayError as error:
                self.health.failed("state", self.state.damage or str(error))
            except LogFullError as error:
                self.health.failed("log", str(error))

    def _prove(self) -> None:
        """Ask for proof of what was acknowledged a while ago: what is younger may come again."""
        self._acknowledged_to.append(self.recorder.acknowledged_to)
        if len(self._acknowledged_to) > _SETTLES_S:
            self.session.prove(self._acknowledged_to[0])

    def _look_for_damage(self) -> None:
        problem = damage.problem(self.log.folder)
        if problem is None:
            self.health.ok("log_damage")
        else:
            self.health.failed("log_damage", problem)

    def _beat(self) -> None:
        if self.state.damage is not None:  # met by any of our threads: what can still be read may be wrong
            self.health.failed("state", self.state.damage)
        problems = self.health.problems()
        now = self.clock()
        self._failing_since = {name: self._failing_since.get(name, now) for name, problem in problems.items() if problem}
        checks = tuple(
            heartbeats.Check(name=name, ok=problem is None, reason=problem or "", since=self._failing_since.get(name))
            for name, problem in problems.items()
        )
        name = self.settings.log.name
        with self.state.read() as connection:
            received, cursor = counters.read(connection).get(("received", name), 0), drained.cursor(connection, name)
        gauges = {
            "log_waiting_bytes": float(self.log.waiting_bytes),
            "log_limit_bytes": self.settings.log.max_gb * 1e9,
            "log_damaged": float(len(damage.files(self.log.folder))),
            "acknowledged": float(self.recorder.acknowledged),
            ACKNOWLEDGED_TO: float(self.session.proven),
            "dropped_qos0": float(self.inbox.dropped),
            "sessions_lost": float(self.session.alarm.lost),
            "sessions_taken": float(self.session.alarm.taken),
            RECEIVED: float(received + pending(self.log, cursor)),
        }
        with self.state.begin() as connection:
            self.owner.hold(connection, now)
            if self.session.alarm.kept and not self._session_remembered:
                broker_sessions.remember(connection, self.settings.mqtt.url, self.settings.mqtt.client_id)
            heartbeats.beat(connection, heartbeats.Heartbeat(role=ingest_role(name), at=now, checks=checks, gauges=gauges))
        self._session_remembered = self.session.alarm.kept

    def _clean(self) -> None:
        now = self.clock()
        if now < self._next_cleaning:
            return
        self._next_cleaning = now + MINUTE
        gc.collect(1)  # the few cycles of a minute: the role lets the collector run by itself too rarely for them
        limits = self.settings.quarantine
        with self.state.begin() as connection:
            expired = quarantine.expire(connection, before=now - round(limits.keep_days * DAY), max_bytes=limits.max_mb * 1_000_000)
            counters.add(connection, {("quarantine_expired", reason): n for reason, n in expired.items()})
            recent.forget(connection, now - DAY)
            unknown_keys.forget(connection, now - round(limits.keep_days * DAY))
            frames.forget(connection, now - KEPT_DAYS * DAY)
            photos_before = now - round(self.settings.pages.photo_days * DAY)
            stop_photos.forget(connection, photos_before)
            report_photos.forget(connection, photos_before)
            bin_reports.forget_notes(connection, photos_before)
            stop_events.forget_notes(connection, photos_before)
            idempotency.forget(connection, now)
            sessions.forget(connection, now)
            if now >= self._next_forgetting:  # it looks through all that is old
                self._next_forgetting = now + HOUR
                forgotten_names.forget(connection, now - round(self.settings.audit.name_days * DAY))
            round_links.forget(connection, now - _LINKS_LISTED_MS)
        self.log.prune(older_than=now / 1000 - self.settings.log.keep_days * 86_400)
