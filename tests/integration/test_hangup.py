"""A closed terminal (SIGHUP) ends each role, and `run` with all of them, in order."""

import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bysans.__main__ import app
from storage.state import role_runs
from storage.state.engine import State
from tests.integration.service import BYSANS
from tests.real_parts.process import free_port, wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGHUP")


@pytest.mark.parametrize("role", ["ingest", "watch", "api"])
def test_a_closed_terminal_ends_a_role_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, role: str) -> None:
    monkeypatch.setenv("BYSANS_HTTP__LISTEN", f"127.0.0.1:{free_port()}")
    monkeypatch.setenv("BYSANS_MQTT__URL", "mqtt://127.0.0.1:9")  # nobody is there: a role works and ends without
    assert hung_up([role, "--data-dir", str(tmp_path)], lambda _: speaks(role, tmp_path)) == 0
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.read() as connection:
        assert role_runs.read(connection) == []  # neither under way nor failed
    state.close()


def test_a_closed_terminal_ends_run_and_all_its_roles_in_order(tmp_path: Path) -> None:
    nowhere = ["--http", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"]
    assert hung_up(["run", "--no-simulators", "--data-dir", str(tmp_path), *nowhere], lambda output: "Bysans is running" in output) == 0
    state = State(f"sqlite:///{tmp_path / 'state.db'}")
    with state.read() as connection:
        assert role_runs.read(connection) == []
    state.close()


def hung_up(words: list[str], up: Callable[[str], bool]) -> int:
    """Start a command, hang up once it is up, and return its exit code."""
    file = Path(words[words.index("--data-dir") + 1]) / "output"
    with file.open("wb") as output, subprocess.Popen([str(BYSANS), *words], stdout=output, stderr=output) as process:
        try:
            wait_until(lambda: process.poll() is not None or up(file.read_text(errors="replace")), "it worked")
            process.send_signal(signal.SIGHUP)
            return process.wait(240)
        finally:
            process.kill()


def speaks(role: str, folder: Path) -> bool:
    output = CliRunner().invoke(app, ["health", role, "--data-dir", str(folder)]).output
    return not any(words in output for words in ("not spoken", "silent", "does not answer at", "cannot be read"))
