"""The ingest role: its parts wired together, each on its thread, stopped in the order in which a reading travels."""

import gc
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Protocol

from config.catalogue import Catalogue
from config.settings import Settings
from domain.duration import DAY
from domain.heartbeat import ingest_role
from ingest.codecs.codec import Codecs
from ingest.codecs.codec_process import CodecProcess
from ingest.decode.decode import Decoder
from ingest.decode.service_time import DataTime, WorldTime
from ingest.drain.drain import Drainer
from ingest.drain.duplicates import Duplicates
from ingest.health import Health
from ingest.housekeeping import ACKNOWLEDGED_TO, Housekeeping
from ingest.log.log import Log
from ingest.log.owner import LogOwner
from ingest.log.recorder import Recorder
from ingest.log.redelivery import Redeliveries, tail
from ingest.mqtt.bulk_session import BulkSession
from ingest.mqtt.inbox import Inbox
from ingest.mqtt.session import PahoSession
from storage.readings.archive.archived import ArchivedReadings
from storage.readings.protocol import Readings
from storage.state import heartbeats
from storage.state.engine import State
from storage.state.ingest import broker_sessions, drained, latest

_QOS0_BOUND = 20_000
_MOST_AGAIN = 65_535  # messages that a broker can leave unacknowledged: its packet ids have 16 bits
# A batch is many objects and none of them refers back: to look for cycles among them each 700 costs more than to decode them.
_OBJECTS = 2_000_000


class _Part(Protocol):
    def run(self, stop: threading.Event) -> None: ...


def run(
    *,
    settings: Settings,
    catalogue: Catalogue,
    state: State,
    readings: Readings,
    clock: Callable[[], int],
    stop: threading.Event,
    alive: Callable[[], None] = lambda: None,
    session_type: type[PahoSession] = BulkSession,
) -> None:
    """Take readings from the broker into the stores until `stop`.

    `clock`: the world's time (ms UTC). `alive` is called each second. Raises StateAwayError, LogInUseError, and what ends a part.
    """
    _collect_seldom()
    health = Health()
    owner = _owner(settings, state, clock())
    with closing(_open_log(settings, state)) as log, closing(CodecProcess()) as codecs:
        inbox, subscribing = Inbox(_QOS0_BOUND), settings.mqtt.subscribing(catalogue.topic_filters())
        session = session_type(subscribing, inbox, health, clock, had_session=_had_session(settings, state))
        recorder = Recorder(inbox, log, session, health, _redeliveries(settings, state, log))
        decoder = _decoder(settings, catalogue, state, codecs)
        drainer = Drainer(
            log=log, decoder=decoder, duplicates=Duplicates(), readings=readings, state=state, settings=settings, health=health, clock=clock
        )
        housekeeping = Housekeeping(
            settings=settings,
            catalogue=catalogue,
            state=state,
            log=log,
            owner=owner,
            inbox=inbox,
            session=session,
            recorder=recorder,
            health=health,
            clock=clock,
            alive=alive,
        )
        _run_parts((recorder, drainer, housekeeping, *_archiving(settings, readings, health, clock)), session, stop)


def _owner(settings: Settings, state: State, now: int) -> LogOwner:
    """Return the owner of the log's name, which it holds. Raises LogInUseError."""
    owner = LogOwner(settings.data_dir / "log", settings.log.name)
    with state.begin() as connection:
        owner.hold(connection, now)
    return owner


def _run_parts(parts: Sequence[_Part], session: PahoSession, stop: threading.Event) -> None:
    """Run each part on a thread of its own until `stop`. Raises what ended one of them."""
    with ThreadPoolExecutor(thread_name_prefix="ingest") as threads:
        running = [threads.submit(part.run, stop) for part in parts]
        for part in running:
            part.add_done_callback(lambda _: stop.set())  # one that ends by an error ends the process: its supervisor starts it afresh
        session.start()
        stop.wait()
    session.stop()
    for part in running:
        part.result()


def _archiving(settings: Settings, readings: Readings, health: Health, clock: Callable[[], int]) -> Sequence[_Part]:
    """Return the part that archives, if the settings want one."""
    if settings.archive.after_months is None or not isinstance(readings, ArchivedReadings):
        return ()
    from ingest.archiving import Archiving  # noqa: PLC0415 - its library need not be installed

    return (Archiving(readings, settings.archive, health, clock),)


def _collect_seldom() -> None:
    gc.freeze()
    gc.set_threshold(_OBJECTS)


def _decoder(settings: Settings, catalogue: Catalogue, state: State, codecs: Codecs) -> Decoder:
    days = settings.readings.retention_days
    retention_ms = None if days is None else round(days * DAY)
    return Decoder(catalogue, retention_ms=retention_ms, service_time=_service_time(settings, state), codecs=codecs)


def _redeliveries(settings: Settings, state: State, log: Log) -> Redeliveries:
    """Return what the broker may send again of what an earlier process of ours has logged."""
    with state.read() as connection:
        beats = heartbeats.read(connection)
    proven = max((round(beat.gauges.get(ACKNOWLEDGED_TO, 0)) for beat in beats if beat.role == ingest_role(settings.log.name)), default=0)
    redeliveries = Redeliveries(_MOST_AGAIN)
    for entries in tail(log, min(proven, log.end)):
        redeliveries.remember(entries, entries.end)
    return redeliveries


def _had_session(settings: Settings, state: State) -> bool:
    with state.read() as connection:
        return settings.mqtt.keeps_sessions and broker_sessions.had(connection, settings.mqtt.url, settings.mqtt.client_id)


def _service_time(settings: Settings, state: State) -> WorldTime:
    if settings.clock == "world":
        return WorldTime()
    with state.read() as connection:
        return DataTime(latest.newest_time(connection))


def _open_log(settings: Settings, state: State) -> Log:
    with state.read() as connection:
        cursor = drained.cursor(connection, settings.log.name)
    return Log(
        settings.data_dir / "log",
        drained=cursor,
        segment_bytes=settings.log.segment_mb * 1_000_000,
        max_bytes=round(settings.log.max_gb * 1e9),
    )
