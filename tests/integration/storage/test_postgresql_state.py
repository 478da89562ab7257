"""On PostgreSQL a writer is alone until it commits, as on SQLite; a server that restarts is away, then there again."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from domain.access.actor import Actor
from domain.device import Device, Site
from domain.reading import Reading
from storage.state import forgotten_names, heartbeats, registry, sequences
from storage.state.audit import log
from storage.state.audit.acting import Acting, acts
from storage.state.audit.verify import verified
from storage.state.engine import State, StateAwayError
from storage.state.heartbeats import Check, Heartbeat
from storage.state.ingest import latest
from storage.state.last_heartbeat import LastHeartbeat, StateUnansweredError, last_heartbeat
from tests.real_parts.postgresql import Postgresql
from tests.unit.storage.state.test_forgotten_names import AT, do_everything, everything

pytestmark = pytest.mark.real("postgresql")
WRITERS, TURNS = 4, 25


@pytest.fixture(scope="module")
def server() -> Iterator[Postgresql]:
    with Postgresql() as running:
        yield running


@pytest.fixture
def state(server: Postgresql) -> Iterator[State]:
    opened = State(server.url)
    yield opened
    opened.close()


def test_several_that_start_at_once_bring_the_tables_up_to_date_once(server: Postgresql) -> None:
    results: list[State | Exception] = []

    def start() -> None:
        try:
            results.append(State(server.url))
        except Exception as error:
            results.append(error)

    threads = [threading.Thread(target=start) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(result) for result in results] == [State] * WRITERS
    for result in results:
        if isinstance(result, State):
            result.close()


def test_a_roles_last_heartbeat_is_read_without_sqlalchemy(server: Postgresql, state: State) -> None:
    assert last_heartbeat(server.url, "ingest") is None
    checks = (Check(name="log", ok=True), Check(name="broker", ok=False, reason="nothing answers"))
    with state.begin() as connection:
        heartbeats.beat(connection, Heartbeat(role="ingest", at=1000, checks=checks, gauges={}))
    assert last_heartbeat(server.url, "ingest") == LastHeartbeat(at=1000, problems={"broker": "nothing answers"})
    with pytest.raises(StateUnansweredError, match="the state store does not answer"):
        last_heartbeat("postgresql+psycopg://127.0.0.1:9/bysans", "ingest")


def test_what_a_writer_has_read_still_holds_when_it_writes(state: State) -> None:
    def count_up() -> None:
        for _ in range(TURNS):
            with state.begin() as connection:
                sequences.put(connection, "turns", (sequences.value(connection, "turns") or 0) + 1)

    threads = [threading.Thread(target=count_up) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with state.read() as connection:
        assert sequences.value(connection, "turns") == WRITERS * TURNS


def test_a_reader_waits_for_no_writer_and_cannot_write(state: State) -> None:
    def seen() -> int:
        with state.read() as reading:
            return sequences.value(reading, "seen")

    with ThreadPoolExecutor(1) as another, state.begin() as writing:
        sequences.put(writing, "seen", 1)
        assert not another.submit(seen).result(timeout=60)
    with pytest.raises(Exception, match="read-only transaction"), state.read() as reading:
        sequences.put(reading, "seen", 2)


def _write_over_a_restart(server: Postgresql, state: State) -> None:
    with state.begin() as connection:
        server.restart()
        sequences.put(connection, "kept", 8)


def test_a_server_that_restarts_is_away_and_then_there_again(server: Postgresql, state: State) -> None:
    with state.begin() as connection:
        sequences.put(connection, "kept", 7)
    with pytest.raises(StateAwayError):
        _write_over_a_restart(server, state)
    with state.read() as connection:
        assert sequences.value(connection, "kept") == 7
    server.stop()
    with pytest.raises(StateAwayError), state.read() as connection:
        sequences.value(connection, "kept")
    server.start()
    with state.read() as connection:
        assert sequences.value(connection, "kept") == 7


def test_the_audit_log_only_grows_here_too(state: State) -> None:
    with acts(Acting(wall=lambda: 7, actor=Actor(kind="key", id="k", name="Kari"))), state.begin() as connection:
        registry.put(connection, Site(id="torget", name="Torget", lat=59.0, lon=10.0, valid_from=5))
    for statement in ("DELETE FROM audit", "TRUNCATE audit", "UPDATE audit SET at = 8", "UPDATE audit SET who = NULL"):
        with pytest.raises(DatabaseError, match="only grows"), state.begin() as connection:
            connection.execute(text(statement))
    with state.begin() as connection:
        assert log.forget_names(connection, before=8) == 1
        assert verified(log.all_rows(connection)).broken is None
        assert [(entry.kind, entry.name) for entry in log.page(connection)] == [("site", None)]


def test_a_name_is_deleted_everywhere_here_too(state: State) -> None:
    do_everything(state, "Kari Nordmann")
    with state.begin() as connection:
        forgotten_names.forget(connection, before=AT + 1)
        assert verified(log.all_rows(connection)).broken is None
    assert "Kari" not in everything(state)


def test_a_page_of_the_registry_is_the_things_as_they_are_at_a_time(state: State) -> None:
    first = Device(id="a", kind="air", model="generic", interval_s=600, valid_from=1000)
    later, other = replace(first, valid_from=2000, interval_s=60), replace(first, id="b", valid_from=3000)
    with state.begin() as connection:
        registry.put_all(connection, [first, later, other])
        assert registry.page(connection, Device, at=1500) == [first, other], "what is valid only later is as it will be first"
        assert registry.page(connection, Device, at=2500) == [later, other]
        assert registry.page(connection, Device, at=2500, after="a") == [other]


def test_readings_that_are_all_older_than_what_is_there_change_no_newest_value(state: State) -> None:
    with state.begin() as connection:
        latest.put(connection, [(Reading("late", 2000, {"pm25": 8.0}), 2001)])
        latest.put(connection, [(Reading("late", 1000, {"pm25": 1.0}), 2002)])
        assert [(row.time, row.value) for row in latest.of_device(connection, "late")] == [(2000, 8.0)]
