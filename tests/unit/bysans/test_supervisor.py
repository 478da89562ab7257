"""A child that no longer answers is ended and started again."""

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import structlog

from bysans import supervisor as supervising
from bysans.run.alive_file import AliveFile
from bysans.supervisor import Supervisor
from tests.real_parts.process import wait_until


@contextmanager
def supervised(
    monkeypatch: pytest.MonkeyPatch,
    answers: Callable[[], bool],
    deaths: list[tuple[str, int, str]],
    *arguments: str,
    unanswered_s: float = 0.2,
) -> Iterator[Supervisor]:
    monkeypatch.setattr(supervising, "PROBE_S", 0.02)
    monkeypatch.setattr(supervising, "UNANSWERED_S", unanswered_s)
    supervisor, stop = Supervisor({}, lambda *death: deaths.append(death)), threading.Event()
    supervisor.start("sleeper", *(arguments or ("http.server", "0", "--bind", "127.0.0.1")), answers=answers)
    watching = threading.Thread(target=supervisor.watch, args=(stop,))
    watching.start()
    try:
        yield supervisor
    finally:
        stop.set()
        watching.join()
        supervisor.stop()


def test_a_child_that_no_longer_answers_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = threading.Event()
    answers.set()
    deaths: list[tuple[str, int, str]] = []
    with supervised(monkeypatch, answers.is_set, deaths) as supervisor:
        (child,) = supervisor._children
        first, started = child.process.pid, child.started_at
        answers.clear()
        wait_until(lambda: child.process.pid != first, "another was started")
    assert deaths[0] == ("sleeper", started, "it gave no sign of life for 0.2 s and was ended")


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="freezes a process")
@pytest.mark.parametrize("role", ["ingest", "watch"])
def test_a_frozen_role_is_told_and_started_again_and_one_that_works_is_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, role: str, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BYSANS_MQTT__URL", "mqtt://127.0.0.1:1")
    alive = AliveFile(tmp_path / "alive")
    arguments = ("bysans", role, "--with-parent", "--data-dir", str(tmp_path / "data"), "--alive-file", str(alive.path))
    with (
        structlog.testing.capture_logs() as log_lines,
        supervised(monkeypatch, alive.was_touched, [], *arguments, unanswered_s=20) as supervisor,
    ):
        (child,) = supervisor._children
        wait_until(alive.path.exists, "it worked")
        first = child.process.pid
        os.kill(first, signal.SIGSTOP)
        monkeypatch.setattr(supervising, "UNANSWERED_S", 2)
        wait_until(lambda: child.process.pid != first, "another was started")
    assert {"event": "gives no sign of life any more: ending it", "child": "sleeper", "seconds": 2, "log_level": "error"} in log_lines
