"""Strangers read what is wrong, and no path, address or name of the house, whoever's words the reason quotes."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.samples import Sample

from api.health.strangers import without_names
from config.settings import Settings
from storage.state import counters, heartbeats
from storage.state.engine import State
from storage.state.heartbeats import Check, Heartbeat

SETTINGS = Settings.model_validate(
    {
        "data_dir": Path("/srv/our data"),
        "mqtt": {"url": "mqtts://broker.town.example:8883", "client_id": "town-ingest"},
        "readings": {"url": "http://influx.town.example:8086", "token_file": "t"},
        "state": {"url": "postgresql+psycopg://bysans:s@db.town.example/bysans"},
    }
)


@pytest.mark.parametrize(
    ("reason", "shown"),
    [
        ("the ingest log /srv/our data/log is full (20 GB): make room", "the ingest log … is full (20 GB): make room"),
        ("the readings in data/readings.db can't be reached: locked", "the readings in … can't be reached: locked"),
        (r"the readings in C:\Users\kari\data\readings.db are refused", "the readings in … are refused"),
        ("FileNotFoundError: [Errno 2] No such file: '/srv/a b/c.toml'", "FileNotFoundError: [Errno 2] No such file: '…'"),
        (
            'connection to server at "db.town.example" (10.0.0.5), port 5432 failed: FATAL: no password for user "bysans"',
            'connection to server at "…" (…), port 5432 failed: FATAL: no password for user "…"',
        ),
        ("connection to 2001:db8::7 failed", "connection to … failed"),
        ("another client connected to the broker mqtts://broker.town.example:8883 with our client id town-ingest: see",
         "another client connected to the broker … with our client id …: see"),
        ("HTTPSConnectionPool(host='influx.town.example', port=8086)", "HTTPSConnectionPool(host='…', port=8086)"),
        ("nothing answers at 192.168.1.20:1883: is it running? see mqtt.url", "nothing answers at …: is it running? see mqtt.url"),
        ("`bysans ingest` has been silent for 12 s: see whether it runs, and its log", None),
        ("`bysans watch` failed 2 times within an hour, last 3 s ago (KeyError: 'pm25'): see its log; it can't go on", None),
        ("the state store can't be reached: disk I/O error ([Errno 5] Input/output error)", None),
        ("the disk of the data folder is full: 12 MB are free, make room", None),
        ("see mqtt.username, mqtt.password_file and mqtt.protocol", None),
    ],
)  # fmt: skip
def test_a_stranger_reads_the_words_without_the_names(reason: str, shown: str | None) -> None:
    assert without_names(reason, SETTINGS) == (reason if shown is None else shown)


@given(
    st.lists(st.text("abc æ-_.", min_size=1, max_size=8).filter(str.strip), min_size=1, max_size=4),
    st.sampled_from(["'{}'", '"{}"', "({})", "{}"]),
)
def test_no_part_of_a_path_below_the_data_folder_is_told_when_quoted_or_without_spaces(parts: list[str], written: str) -> None:
    quoted = written[0] in "'\""
    path = "/srv/our data/" + "/".join(part if quoted else part.replace(" ", "") or "x" for part in parts)
    shown = without_names(f"cannot be read: {written.format(path)}, see its disk", SETTINGS)
    assert shown == f"cannot be read: {written.format('…')}, see its disk"


def test_metrics_have_names_of_parts_and_no_reasons(anonymous: TestClient, state: State) -> None:
    with state.begin() as connection:
        check = Check(name="log", ok=False, reason="/srv/our data/log is full")
        heartbeats.beat(connection, Heartbeat(role="ingest", at=1, checks=(check,), gauges={}))
        counters.add(connection, {("quarantined", "schema"): 1})
    labels = {sample.labels.get(name, "") for sample in samples(anonymous) for name in sample.labels}
    assert "log" in labels
    assert all(re.fullmatch(r"[a-z_]*", label) for label in labels)


def samples(client: TestClient) -> list[Sample]:
    text = client.get("http://bysans/metrics").text
    return [sample for family in text_string_to_metric_families(text) for sample in family.samples]
