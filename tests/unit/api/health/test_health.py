"""Readiness is what the roles say of their parts; a role that is silent can't vouch for anything."""

import re
from collections.abc import Callable
from dataclasses import replace
from time import time_ns
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.health import health
from domain.role_run import RoleRun
from storage.readings.protocol import Readings, StoreRefusesError
from storage.state import counters, heartbeats, role_runs
from storage.state.engine import State, StateAwayError
from storage.state.heartbeats import Check, Heartbeat

PARTS = {"broker", "log", "readings", "state", "watch"}


def beat(state: State, role: str, *checks: Check, age_s: float = 0) -> None:
    now = time_ns() // 1_000_000
    with state.begin() as connection:
        heartbeats.beat(connection, Heartbeat(role=role, at=now - round(age_s * 1000), checks=checks, gauges={"received": 15.0}))


def ready(client: TestClient) -> tuple[int, dict[str, Any]]:
    answer = client.get("http://bysans/readyz")
    return answer.status_code, answer.json()["checks"]


def test_the_process_answers_without_a_key(anonymous: TestClient) -> None:
    assert anonymous.get("http://bysans/healthz").json() == {"status": "ok"}


def test_all_is_ready_when_all_roles_say_so(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", *(Check(name=name, ok=True) for name in ("broker", "log", "readings", "state")))
    beat(state, "watch", Check(name="means", ok=True))
    status, checks = ready(anonymous)
    assert (status, set(checks)) == (200, PARTS)
    assert all(check["ok"] for check in checks.values())


def test_what_a_role_complains_of_is_red_in_its_words(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", Check(name="log", ok=False, reason="the log is full: make room"))
    beat(state, "watch", Check(name="means", ok=False, reason="the readings are away"))
    status, checks = ready(anonymous)
    assert status == 503
    assert checks["log"] == {"ok": False, "reason": "the log is full: make room"}
    assert checks["watch"] == {"ok": False, "reason": "the readings are away"}
    assert checks["broker"]["ok"]


def test_a_silent_role_is_red(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", age_s=60)
    status, checks = ready(anonymous)
    assert status == 503
    assert {name for name, check in checks.items() if not check["ok"]} == PARTS
    assert "silent for 60 s" in checks["broker"]["reason"]
    assert "has not spoken yet" in checks["watch"]["reason"]


def test_of_two_ingests_the_one_that_is_silent_or_complains_is_named(anonymous: TestClient, state: State) -> None:
    beat(state, "watch", Check(name="watch", ok=True))
    for log in ("north", "south"):
        beat(state, f"ingest-{log}", Check(name="broker", ok=True))
    assert ready(anonymous)[0] == 200
    beat(state, "ingest-north", Check(name="broker", ok=False, reason="it refuses us"))
    beat(state, "ingest-south", Check(name="broker", ok=True), age_s=60)
    reason = ready(anonymous)[1]["broker"]["reason"]
    assert reason.startswith("north: it refuses us; `bysans ingest` with log.name south has been silent for 60 s")


def test_this_process_looks_for_itself_too(
    anonymous: TestClient, state: State, readings: Readings, monkeypatch: pytest.MonkeyPatch
) -> None:
    beat(state, "ingest")
    beat(state, "watch")

    def refuses(*_args: object, **_options: object) -> None:
        raise StoreRefusesError("the token is wrong: see readings.token_file")

    monkeypatch.setattr(readings, "read", refuses)
    assert ready(anonymous)[1]["readings"] == {"ok": False, "reason": "the token is wrong: see readings.token_file"}

    def away(**_options: object) -> None:
        raise StateAwayError("disk I/O error")

    monkeypatch.setattr(state, "begin", away)
    status, checks = ready(anonymous)
    assert (status, checks["state"]["reason"]) == (503, "disk I/O error")
    assert not checks["watch"]["ok"], "nobody can hear it"


def test_damage_that_this_process_met_is_red_whatever_the_roles_say(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", *(Check(name=name, ok=True) for name in ("broker", "log", "readings", "state")))
    beat(state, "watch", Check(name="means", ok=True))
    state.damage = "the state is damaged: bring back a backup"
    status, checks = ready(anonymous)
    assert (status, checks["state"]) == (503, {"ok": False, "reason": "the state is damaged: bring back a backup"})


def test_prometheus_reads_counters_and_gauges(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", Check(name="log", ok=False, reason="full"))
    with state.begin() as connection:
        counters.add(connection, {("received", ""): 12, ("quarantined", "schema"): 2})
    answer = anonymous.get("http://bysans/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=")
    lines = answer.text.splitlines()
    for line in (
        'bysans_received_total{part=""} 15.0',
        'bysans_quarantined_total{part="schema"} 2.0',
        "bysans_pending 3.0",
        'bysans_works{part="log",role="ingest"} 0.0',
    ):
        assert line in lines
    assert any(line.startswith('bysans_heartbeat_age_seconds{role="ingest"} 0.') for line in lines)


def test_a_stranger_is_told_no_paths_and_who_has_a_key_is(
    anonymous: TestClient, state: State, key_for: Callable[..., dict[str, str]]
) -> None:
    beat(state, "ingest", Check(name="log", ok=False, reason="'/var/lib/bysans/log' is full (sqlite:////srv/state.db): make room"))
    assert ready(anonymous)[1]["log"]["reason"] == "'…' is full (…): make room"
    answer = anonymous.get("http://bysans/readyz", headers=key_for("ingest"))
    assert "/var/lib/bysans/log" in answer.json()["checks"]["log"]["reason"]


def test_a_full_disk_is_named(anonymous: TestClient, state: State, monkeypatch: pytest.MonkeyPatch) -> None:
    beat(state, "ingest")
    beat(state, "watch")
    assert ready(anonymous)[0] == 200
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    status, checks = ready(anonymous)
    assert (status, checks["disk"]["ok"]) == (503, False)
    assert "the disk of the data folder is full" in checks["disk"]["reason"]


def test_a_dead_role_shows_in_the_metrics_and_its_parts_no_longer_work(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", Check(name="log", ok=True))
    assert 'bysans_works{part="log",role="ingest"} 1.0' in anonymous.get("http://bysans/metrics").text
    beat(state, "ingest", Check(name="log", ok=True), age_s=60)
    text = anonymous.get("http://bysans/metrics").text
    for line in ('bysans_role_up{role="ingest"} 0.0', 'bysans_role_up{role="watch"} 0.0', 'bysans_works{part="log",role="ingest"} 0.0'):
        assert line in text


def test_a_role_that_keeps_dying_is_red_with_its_reason_though_it_has_just_spoken(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest", Check(name="log", ok=True))
    beat(state, "watch", Check(name="means", ok=True))
    now = time_ns() // 1_000_000
    run = RoleRun(role="watch", process="here:1", started=now - 9_000)
    with state.begin() as connection:
        role_runs.fail(connection, run, now - 8_000, "KeyError: 'pm25'")
    status, checks = ready(anonymous)
    assert (status, checks["watch"]["ok"]) == (503, False)
    assert re.fullmatch(
        r"`bysans watch` failed \d+ s ago \(KeyError: 'pm25'\): see its log; it has not started again", checks["watch"]["reason"]
    )
    with state.begin() as connection:
        role_runs.fail(connection, replace(run, started=now - 8_000), now - 3_000, "KeyError: 'no2'")
        role_runs.begin(connection, replace(run, started=now - 3_000))
    status, checks = ready(anonymous)
    assert status == 503
    expected = (
        r"`bysans watch` failed 2 times within an hour, last \d+ s ago \(KeyError: 'no2'\): see its log; "
        r"it works again once it has run for \d+ s more"
    )
    assert re.fullmatch(expected, checks["watch"]["reason"])
    text = anonymous.get("http://bysans/metrics").text
    for line in (
        'bysans_role_up{role="watch"} 0.0',
        'bysans_works{part="means",role="watch"} 0.0',
        'bysans_works{part="log",role="ingest"} 1.0',
    ):
        assert line in text


def test_an_api_that_keeps_dying_says_so_itself(anonymous: TestClient, state: State) -> None:
    beat(state, "ingest")
    beat(state, "watch")
    now = time_ns() // 1_000_000
    with state.begin() as connection:
        for started in (now - 9_000, now - 6_000):
            role_runs.fail(
                connection, RoleRun(role="api", process="here:1", started=started), started + 3_000, "it ended with exit code -9"
            )
        role_runs.begin(connection, RoleRun(role="api", process="here:1", started=now - 3_000))
    status, checks = ready(anonymous)
    assert (status, {name for name, check in checks.items() if not check["ok"]}) == (503, {"api"})
