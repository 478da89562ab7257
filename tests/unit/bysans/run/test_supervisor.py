"""A child that no longer answers is ended and started again."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bysans.run import supervisor as supervising
from bysans.run.supervisor import Supervisor
from tests.real_parts.process import wait_until


@contextmanager
def supervised(monkeypatch: pytest.MonkeyPatch, answers: threading.Event) -> Iterator[Supervisor]:
    monkeypatch.setattr(supervising, "PROBE_S", 0.02)
    monkeypatch.setattr(supervising, "UNANSWERED_S", 0.2)
    supervisor, stop = Supervisor({}), threading.Event()
    supervisor.start("sleeper", "http.server", "0", "--bind", "127.0.0.1", answers=answers.is_set)
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
    with supervised(monkeypatch, answers) as supervisor:
        (child,) = supervisor._children
        first = child.process.pid
        answers.clear()
        wait_until(lambda: child.process.pid != first, "another was started")
