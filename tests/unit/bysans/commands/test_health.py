"""`bysans health ROLE` says in one sentence what does not work, and costs next to nothing."""

import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from bysans.clock import now
from storage.state import heartbeats
from storage.state.engine import State
from storage.state.heartbeats import Check, Heartbeat


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    yield state
    state.close()


def health(role: str, folder: Path) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["health", role, "--data-dir", str(folder)])
    return ended.exit_code, ended.output.strip()


def speak(state: State, role: str, *problems: tuple[str, str], ago_ms: int = 0) -> None:
    checks = (Check(name="log", ok=True), *(Check(name=part, ok=False, reason=reason) for part, reason in problems))
    with state.begin() as connection:
        heartbeats.beat(connection, Heartbeat(role=role, at=now() - ago_ms, checks=checks, gauges={}))


@pytest.mark.parametrize("role", ["ingest", "watch"])
def test_a_role_that_speaks_works(state: State, tmp_path: Path, role: str) -> None:
    speak(state, role)
    assert health(role, tmp_path) == (0, f"{role} works")


def test_a_watch_that_stands_by_works(state: State, tmp_path: Path) -> None:
    speak(state, "watch", ago_ms=60_000)
    speak(state, "watch-standby")
    assert health("watch", tmp_path)[0] == 0


def test_a_silent_role_does_not(state: State, tmp_path: Path) -> None:
    assert health("ingest", tmp_path) == (1, "ingest has not spoken yet: see whether it runs, and its log")
    speak(state, "ingest", ago_ms=9_000)
    assert health("ingest", tmp_path)[0] == 0
    speak(state, "ingest", ago_ms=12_000)
    assert health("ingest", tmp_path) == (1, "ingest has been silent for 12 s: see whether it runs, and its log")


def test_what_a_role_says_of_its_parts_is_told(state: State, tmp_path: Path) -> None:
    speak(state, "ingest", ("broker", "nothing answers"), ("readings", "disk full"))
    assert health("ingest", tmp_path) == (1, "broker: nothing answers; readings: disk full")


def test_without_a_state_there_is_one_sentence_and_no_file(tmp_path: Path) -> None:
    code, output = health("watch", tmp_path)
    assert (code, output.count("\n"), "cannot be read" in output) == (1, 0, True)
    assert list(tmp_path.iterdir()) == []


def test_a_settings_file_says_where_the_state_is(state: State, tmp_path: Path) -> None:
    speak(state, "ingest")
    (tmp_path / "bysans.toml").write_text(f'[state]\nurl = "sqlite:///{tmp_path / "state.db"}"\n')
    ended = CliRunner().invoke(app, ["health", "ingest", "--config", str(tmp_path / "bysans.toml")])
    assert ended.exit_code == 0
    assert CliRunner().invoke(app, ["health", "ingest", "--config", str(tmp_path / "none.toml")]).exit_code == 2


class Healthz(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_api_is_asked_at_its_own_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), Healthz) as server:
        monkeypatch.setenv("BYSANS_HTTP__LISTEN", f"0.0.0.0:{server.server_port}")
        answering = threading.Thread(target=server.handle_request)
        answering.start()
        assert health("api", tmp_path) == (0, "api works")
        answering.join()


def test_an_api_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", f"127.0.0.1:{port}")
    code, output = health("api", tmp_path)
    assert (code, output.startswith(f"api does not answer at 127.0.0.1:{port} (")) == (1, True)


@pytest.mark.parametrize("role", ["ingest", "api"])
def test_it_imports_none_of_the_libraries_that_cost(tmp_path: Path, role: str) -> None:
    code = f"""
import contextlib, io, sys
from bysans.__main__ import app
with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):
    app(["health", {role!r}, "--data-dir", {str(tmp_path)!r}])
print([name for name in ("sqlalchemy", "pydantic", "fastapi", "structlog", "paho", "alembic") if name in sys.modules])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120)
    assert done.stdout.strip() == "[]"


def test_a_broker_that_listens_works_and_one_that_does_not_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        address = f"127.0.0.1:{listening.getsockname()[1]}"
        monkeypatch.setenv("BYSANS_BROKER__LISTEN", address)
        assert health("broker", tmp_path) == (0, "broker works")
    code, output = health("broker", tmp_path)
    assert (code, f"the broker does not listen at {address}" in output) == (1, True)
