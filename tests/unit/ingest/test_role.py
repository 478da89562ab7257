"""What ingest makes of its settings and of what an earlier run left."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from config.catalogue import load_catalogue
from config.settings import Settings
from domain.duration import DAY
from domain.heartbeat import ingest_role
from ingest import role
from ingest.codecs.codec import NoCodecs
from ingest.log.entry import Entry
from ingest.log.log import Log
from ingest.log.record import encode
from ingest.messages import DUP
from storage.state import heartbeats, sequences
from storage.state.engine import State
from storage.state.ingest import broker_sessions
from tests.unit.ingest.columns import deliveries, delivery
from tests.unit.ingest.registered import NOW, REGISTRY


def settings(folder: Path, **parts: Any) -> Settings:
    return Settings(data_dir=folder, **parts)


@pytest.mark.parametrize(("age_ms", "stored"), [(2 * DAY, True), (2 * DAY + 1, False)])
def test_readings_older_than_they_are_kept_are_refused(tmp_path: Path, state: State, age_ms: int, stored: bool) -> None:
    payload = f'{{"time": {(NOW - age_ms) / 1000:.3f}, "pm25": 8}}'.encode()
    entry = Entry(0, 1, NOW, "bysans/v1/air/air-1", payload)
    bounded = role._decoder(settings(tmp_path, readings={"retention_days": 2}), load_catalogue(), state, NoCodecs())
    assert len(bounded.decode(entry, REGISTRY).arrivals) == stored
    assert len(role._decoder(settings(tmp_path), load_catalogue(), state, NoCodecs()).decode(entry, REGISTRY).arrivals) == 1


def test_the_log_is_opened_as_the_settings_and_the_cursor_say(tmp_path: Path, state: State) -> None:
    with state.begin() as connection:
        sequences.put(connection, "log.cursor", 42)
    log = role._open_log(settings(tmp_path, log={"segment_mb": 3, "max_gb": 2.5}), state)
    assert (log.drained, log.end, log._segment_bytes, log._max_bytes) == (42, 42, 3_000_000, 2_500_000_000)
    log.close()


@pytest.mark.parametrize(("name", "others"), [("", ("watch", "ingest-north")), ("north", ("ingest", "ingest-south"))])
def test_what_the_broker_may_send_again_is_what_it_has_not_surely_had_acknowledged(
    tmp_path: Path, state: State, name: str, others: Sequence[str]
) -> None:
    log = Log(tmp_path / "log", drained=0, segment_bytes=1 << 20, max_bytes=1 << 20)
    log.append([encode(NOW, "bysans/v1/air/a", b"proven")])
    proven = log.end
    log.append([encode(NOW + 1, "bysans/v1/air/a", b"not proven")])
    with state.begin() as connection:
        for role_, position in ((ingest_role(name), proven), *((other, log.end) for other in others)):
            beat = heartbeats.Heartbeat(role=role_, at=NOW, checks=(), gauges={"log_acknowledged_position": float(position)})
            heartbeats.beat(connection, beat)
    redeliveries = role._redeliveries(settings(tmp_path, log={"name": name}), state, log)
    again = deliveries(delivery(b"not proven"), delivery(b"proven"))
    redeliveries.recognise(again, proven)
    assert [flags & DUP != 0 for flags in again.flags] == [True, False]
    log.close()


@pytest.mark.parametrize(("keeps", "remembered", "expected"), [(True, True, True), (True, False, False), (False, True, False)])
def test_a_session_is_expected_where_one_was_left_at_a_broker_that_keeps_them(
    tmp_path: Path, state: State, keeps: bool, remembered: bool, expected: bool
) -> None:
    chosen = settings(tmp_path, mqtt={"url": "mqtt://there", "keeps_sessions": keeps})
    if remembered:
        with state.begin() as connection:
            broker_sessions.remember(connection, "mqtt://there", chosen.mqtt.client_id)
    assert role._had_session(chosen, state) == expected
