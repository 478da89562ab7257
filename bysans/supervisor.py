"""`run`'s children: one process a role, started in order, started again when one dies, stopped in reverse order."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path

import structlog

from bysans.clock import now

_log = structlog.get_logger("run")

_POLL_S = 0.2
PROBE_S = 5.0
UNANSWERED_S = 60.0  # far more than a start, a burst or a step of a role's work takes, or a wait for a locked store
_LONGEST_PAUSE_S = 30.0
_STEADY_S = 60.0
_STOP_TIMEOUT_S = 15.0


@dataclass(slots=True)
class _Child:
    name: str
    arguments: Sequence[str]
    process: subprocess.Popen[bytes]
    started: float
    started_at: int  # ms UTC
    failures: int = 0
    start_at: float = 0.0
    hung: str = ""  # why it was ended, if it was


class Supervisor:
    """Keeps child processes of this program alive until told to stop."""

    def __init__(
        self, environment: Mapping[str, str], died: Callable[[str, int, str], None] = lambda *_: None, *, output: Path | None = None
    ) -> None:
        """Give the children `environment`; `died` is told each death: the child's name, when it had started (ms UTC), and a reason.

        What they say goes where we speak ourselves, or into the file `output`.
        """
        self._died = died
        self._output = output
        self._environment = {**os.environ, **environment}
        self._children: list[_Child] = []
        self._stopped = threading.Event()

    def start(self, name: str, *arguments: str, answers: Callable[[], bool] | None = None) -> None:
        """Start `python -m ARGUMENTS` as a child; one that no longer `answers` is ended, and so started again."""
        child = _Child(name, arguments, self._spawn(arguments), time.monotonic(), now())
        self._children.append(child)
        if answers is not None:
            threading.Thread(target=self._probe, args=(child, answers), name=f"probe-{name}", daemon=True).start()

    def watch(self, stop: threading.Event) -> None:
        """Start dead children again, ever more slowly while they keep dying, until `stop`."""
        while not stop.wait(_POLL_S):
            self.look()

    def look(self) -> None:
        """Start those again that have died and waited long enough."""
        for child in self._children:
            self._care_for(child)

    def kill(self, name: str) -> None:
        """End a child and what it has started at once, as `kill -9` does; it is started again like any that dies."""
        for child in self._children:
            if child.name == name:
                _kill(child.process)

    def stop(self) -> None:
        """End the children, last started first."""
        self._stopped.set()
        for child in reversed(self._children):
            child.process.terminate()
            try:
                child.process.wait(_STOP_TIMEOUT_S)
            except subprocess.TimeoutExpired:
                _log.warning("did not stop in time, killed", child=child.name, seconds=_STOP_TIMEOUT_S)
                _kill(child.process)
                child.process.wait()
            _let_go(child.process)

    def _probe(self, child: _Child, answers: Callable[[], bool]) -> None:
        answered = time.monotonic()
        while not self._stopped.wait(PROBE_S):
            asked = time.monotonic()
            if answers():
                answered = asked
            elif child.process.poll() is None and asked - max(answered, child.started) > UNANSWERED_S:
                _log.error("gives no sign of life any more: ending it", child=child.name, seconds=UNANSWERED_S)
                child.hung = f"it gave no sign of life for {UNANSWERED_S:g} s and was ended"
                _kill(child.process)
                answered = asked

    def _spawn(self, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
        # A session of its own: Ctrl-C reaches this process alone, which then ends the children in order.
        with nullcontext() if self._output is None else self._output.open("ab") as output:
            return subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-P", "-m", *arguments],  # what lies in the current folder is not ours
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=self._environment,
                start_new_session=True,
            )

    def _care_for(self, child: _Child) -> None:
        looked = time.monotonic()
        code = child.process.poll()
        if code is None:
            return
        if not child.start_at:
            child.failures = 1 if looked - child.started > _STEADY_S else child.failures + 1
            pause = min(0.25 * 2**child.failures, _LONGEST_PAUSE_S)
            child.start_at = looked + pause
            _log.error("died, starting it again", child=child.name, exit_code=code, in_seconds=pause)
            self._died(child.name, child.started_at, child.hung or f"it ended with exit code {code}")
            child.hung = ""
        elif looked >= child.start_at:
            _let_go(child.process)
            child.started_at = now()
            child.process, child.started, child.start_at = self._spawn(child.arguments), looked, 0.0


def _kill(process: subprocess.Popen[bytes]) -> None:
    """Kill a child with all that it has started: its session is a group of its own."""
    if process.poll() is not None:
        return
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    else:  # Windows
        process.kill()


def _let_go(process: subprocess.Popen[bytes]) -> None:
    if process.stdin:
        process.stdin.close()
