"""`bysans send` keeps the time that is given in any spelling, and waits no longer than it is asked to."""

import socket
from collections.abc import Mapping
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bysans.__main__ import app
from bysans.commands import send


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, ["send", "g-1", *words, "--api", "http://127.0.0.1:9", "--data-dir", str(folder)])


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Mapping[str, Any]]]:
    messages: list[tuple[str, Mapping[str, Any]]] = []
    monkeypatch.setattr(send, "_publish", lambda _to, topic, body, _end: messages.append((topic, body)))
    return messages


@pytest.mark.parametrize("name", ["time", "Time", "ts", "timestamp", "datetime", "seq", "SEQ"])
def test_no_time_is_added_beside_one_of_any_spelling(tmp_path: Path, published: list[tuple[str, Mapping[str, Any]]], name: str) -> None:
    assert run(tmp_path, "PM2.5=8.2", f"{name}=1796068800").exit_code == 0
    assert published == [("bysans/v1/air/g-1", {"PM2.5": 8.2, name: 1796068800})]


def test_the_time_is_added_where_none_is_given(tmp_path: Path, published: list[tuple[str, Mapping[str, Any]]]) -> None:
    assert run(tmp_path, "Fill=8.2").exit_code == 0
    ((topic, body),) = published
    assert (topic, {*body}) == ("bysans/v1/bin/g-1", {"time", "Fill"})


class Answers(send.ServiceAnswers):
    """A service that has stored values of two times."""

    def newest_refusals(self, _device: str) -> list[Mapping[str, Any]]:
        return []

    def latest(self, _device: str) -> list[Mapping[str, Any]]:
        return [{"parameter": "pm25", "value": 8.2, "unit": "µg/m³", "time": "2026-11-30T20:00:00Z", "flag": 1}]


@pytest.mark.parametrize(("time", "rc"), [("2026-11-30T20:00:00Z", 0), ("2026-11-30T20:00:01Z", 1), ("noon", 1)])
def test_what_is_stored_is_known_by_the_time_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, published: list[tuple[str, Mapping[str, Any]]], time: str, rc: int
) -> None:
    monkeypatch.setattr(send, "service_answers", lambda *_: Answers(url="http://127.0.0.1:9", key="k"))
    monkeypatch.setattr(send, "_kind", lambda *_, **_more: "air")
    result = run(tmp_path, "PM2.5=8.2", f"ts={time}", "--wait", "--key", "k", "--patience", "0")
    assert (result.exit_code, "stored: pm25 8.2" in result.output, "left out" in result.output) == (rc, rc == 0, False)
    assert len(published) == 1


def test_patience_bounds_the_wait_for_an_api_that_is_not_there(tmp_path: Path) -> None:
    began = monotonic()
    result = run(tmp_path, "pm25=8.2", "--wait", "--key", "k", "--patience", "0.1")
    assert (result.exit_code, "http://127.0.0.1:9 does not answer" in result.output) == (1, True)
    assert "is the service running there? see --api" in result.output
    assert monotonic() - began < 10


def test_a_broker_that_is_not_there_is_told_with_the_option_that_names_another(tmp_path: Path) -> None:
    result = run(tmp_path, "pm25=8.2", "--mqtt", "mqtt://127.0.0.1:9", "--patience", "0")
    assert (result.exit_code, "is the broker running? see --mqtt" in result.output) == (1, True)


def test_the_services_own_broker_is_not_asked_for_a_version_that_it_does_not_speak(tmp_path: Path) -> None:
    levels: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(30)
        config = tmp_path / "bysans.toml"
        config.write_text(f'[broker]\nlisten = "127.0.0.1:{listening.getsockname()[1]}"\n')
        broker = Thread(target=_take, args=(listening, levels))
        broker.start()
        result = run(tmp_path, "pm25=8.2", "--config", str(config))
        broker.join()
    assert (result.exit_code, levels) == (0, [4]), "MQTT 3.1.1, and at once"


def _take(listening: socket.socket, levels: list[int]) -> None:
    """Be a broker for one connection: note the level of its CONNECT, and acknowledge that and a message."""
    connection, _ = listening.accept()
    with connection:
        connection.settimeout(30)
        levels.append(connection.recv(1024)[8])
        connection.sendall(b"\x20\x02\x00\x00")
        published = connection.recv(4096)
        topic = 2 + int.from_bytes(published[2:4])
        connection.sendall(b"\x40\x02" + published[2 + topic : 4 + topic])
        connection.recv(16)
